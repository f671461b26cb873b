using Actors.Host.Soak;
using Actors.Interop;

namespace Actors.Tests.Host.Soak;

public class ProcessFiguresTests
{
    [Fact]
    public void Numbers_are_read_from_the_status() => Assert.Equal(
        (123456, 31, 0),
        (ProcessFigures.Value(Status, "VmRSS:"), ProcessFigures.Value(Status, "Threads:"), ProcessFigures.Value(Status, "VmSwap:")));

    [Fact]
    public void Shared_memory_is_what_this_program_has_made_so() => Assert.Equal(
        (0x3000L, 2),
        ProcessFigures.SharedIn(
        [
            "7f0000000000-7f0000001000 rw-s 00000000 00:01 12345 /memfd:actors (deleted)",
            "7f0000001000-7f0000009000 rw-s 00000000 00:01 12346 /memfd:doublemapper (deleted)",
            "7f0000010000-7f0000012000 rw-s 00000000 00:01 12347 /memfd:actors (deleted)",
            "7f0000020000-7f0000030000 rw-p 00000000 00:00 0 ",
        ]));

    [SkippableFact]
    public void A_process_sees_itself()
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        using var memory = new SharedMemory(1 << 20) as IDisposable;

        var own = ProcessFigures.Of(Environment.ProcessId)!.Value;

        Assert.True(own is { Resident: > 1 << 20, Threads: > 1, Descriptors: > 3, Shared: >= 1 << 20, SharedPieces: >= 1 }, own.ToString());
    }

    [SkippableFact]
    public void A_process_that_is_gone_has_no_figures()
    {
        Skip.IfNot(OperatingSystem.IsLinux());

        Assert.Null(ProcessFigures.Of(int.MaxValue));
    }

    private static readonly string[] Status = ["Name:\tactors-host", "VmRSS:\t  123456 kB", "Threads:\t31"];
}
