namespace Actors.Host.Soak;

/// <summary>What the program and its device hosts take of the machine at a moment.</summary>
/// <param name="Own">The program.</param>
/// <param name="Hosts">Each of its device hosts.</param>
/// <param name="DevShm">Entries of <c>/dev/shm</c>, where named shared memory would be left behind.</param>
/// <param name="Heap">Bytes on the managed heap after a collection; null where none was made.</param>
internal sealed record Sample(ProcessFigures Own, IReadOnlyList<ProcessFigures> Hosts, int DevShm, long? Heap)
{
    private const string DevShmFolder = "/dev/shm";

    /// <summary>Takes one as the program runs.</summary>
    public static Sample Take() => new(
        ProcessFigures.Of(Environment.ProcessId) ?? default,
        [.. ProcessFigures.ChildrenOf(Environment.ProcessId).Select(ProcessFigures.Of).OfType<ProcessFigures>()],
        Directory.Exists(DevShmFolder) ? Directory.GetFileSystemEntries(DevShmFolder).Length : 0,
        null);

    /// <summary>Takes one after everything that is garbage has been freed.</summary>
    public static Sample TakeClean()
    {
        // What has a finaliser is garbage only after that has run.
        for (var round = 0; round < 2; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        GC.Collect();
        var heap = GC.GetTotalMemory(forceFullCollection: false);
        return Take() with { Heap = heap };
    }
}
