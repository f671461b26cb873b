using Actors.View;
using FsCheck.Xunit;

namespace Actors.Tests.View;

public class ReorderBufferTests
{
    private readonly ReorderBuffer<string> _buffer = new();

    [Fact]
    public void What_comes_early_waits_for_those_before_it()
    {
        _buffer.Add(1, "one");
        Assert.False(_buffer.TryTake(out _));

        _buffer.Add(0, "zero");

        Assert.Equal(["zero", "one"], TakeAll(_buffer));
        Assert.Equal(0, _buffer.Count);
    }

    [Fact]
    public void A_place_that_waits_cannot_be_taken_twice()
    {
        _buffer.Add(1, "one");

        Assert.Throws<ArgumentException>(() => _buffer.Add(1, "another"));
    }

    [Fact]
    public void A_place_that_has_gone_cannot_be_taken_again()
    {
        _buffer.Add(0, "zero");
        Assert.Equal(["zero"], TakeAll(_buffer));

        Assert.Throws<ArgumentException>(() => _buffer.Add(0, "another"));
    }

    [Property(Replay = "20260105,7919")]
    public void Any_permutation_comes_out_in_order(int[] keys)
    {
        var permutation = keys.Index().OrderBy(key => (key.Item, key.Index)).Select(key => key.Index).ToList();
        var buffer = new ReorderBuffer<string>();
        var taken = new List<string>();

        foreach (var order in permutation)
        {
            buffer.Add(order, $"{order}");
            taken.AddRange(TakeAll(buffer));
        }

        Assert.Equal(Enumerable.Range(0, keys.Length).Select(order => $"{order}"), taken);
    }

    private static List<string> TakeAll(ReorderBuffer<string> buffer)
    {
        var taken = new List<string>();
        while (buffer.TryTake(out var item))
        {
            taken.Add(item);
        }

        return taken;
    }
}
