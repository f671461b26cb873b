using System.Runtime.InteropServices;
using Actors.Interop;

namespace Actors.Tests.Interop;

public class SharedMemoryTests
{
    [Fact]
    public void Another_mapping_by_path_sees_the_same_bytes()
    {
        using var made = new SharedMemory(10_000) as IDisposable;
        var memory = (SharedMemory)made;
        using var other = SharedMemory.Open(memory.Path) as IDisposable;
        var seen = (SharedMemory)other;

        memory.GetSpan()[9_999] = 42;
        seen.GetSpan()[0] = 7;

        Assert.Equal((10_000, 42, 7), (seen.Memory.Length, seen.GetSpan()[9_999], memory.GetSpan()[0]));
    }

    [Fact]
    public void It_begins_with_zeros()
    {
        using var made = new SharedMemory(5_000) as IDisposable;

        Assert.Equal(-1, ((SharedMemory)made).GetSpan().IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public unsafe void Memory_that_is_disposed_stays_until_the_last_pin_is_gone()
    {
        var memory = new SharedMemory(100);
        var first = memory.Pin();
        var second = memory.Pin(10);
        var path = memory.Path;
        ((IDisposable)memory).Dispose();
        first.Dispose();

        *(byte*)second.Pointer = 42;
        using (var other = SharedMemory.Open(path) as IDisposable)
        {
            Assert.Equal(42, ((SharedMemory)other).GetSpan()[10]);
        }

        second.Dispose();
        Assert.ThrowsAny<IOException>(() => SharedMemory.Open(path));
    }

    [Fact]
    public void Memory_that_is_disposed_is_not_pinned_anew()
    {
        var memory = new SharedMemory(100);
        ((IDisposable)memory).Dispose();

        Assert.Throws<ObjectDisposedException>(() => memory.Pin());
    }

    [Fact]
    public void A_slice_leads_back_to_the_memory_and_its_place_there()
    {
        using var made = new SharedMemory(100) as IDisposable;
        ReadOnlyMemory<byte> slice = ((SharedMemory)made).Memory.Slice(24, 50)[8..];

        Assert.True(MemoryMarshal.TryGetMemoryManager<byte, SharedMemory>(slice, out var found, out var start, out var length));
        Assert.Same(made, found);
        Assert.Equal((32, 42), (start, length));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void There_is_no_memory_of_no_bytes(int length) => Assert.Throws<ArgumentOutOfRangeException>(() => new SharedMemory(length));
}
