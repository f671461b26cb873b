using Actors.Capture;
using Actors.Prepare;

namespace Actors.Route;

/// <summary>A frame in the <see cref="LeaseLedger"/>.</summary>
/// <param name="frame">The frame.</param>
/// <param name="forms">The forms in which it was prepared.</param>
/// <param name="since">When it was taken in.</param>
internal sealed class LedgerEntry(FrameId frame, IReadOnlyList<InputForm> forms, TimeSpan since)
{
    public FrameId Frame { get; } = frame;

    public IReadOnlyList<InputForm> Forms { get; } = forms;

    public TimeSpan Since { get; } = since;

    /// <summary>How many workers have had it, with the one that has it now.</summary>
    public int Attempt { get; set; }

    /// <summary>Who has it; null while it waits.</summary>
    public LedgerWorker? Holder { get; set; }
}
