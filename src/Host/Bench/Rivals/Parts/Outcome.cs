namespace Actors.Host.Bench.Rivals.Parts;

/// <summary>What became of a frame: it is to be shown, or (null) it was dropped, and the next in order need not wait for it.</summary>
/// <param name="Camera">The camera's number.</param>
/// <param name="Order">The frame's place among those of its camera.</param>
/// <param name="Job">The frame.</param>
internal readonly record struct Outcome(int Camera, long Order, Job? Job)
{
    public static Outcome Shown(Job job) => new(job.Camera, job.Id.Sequence, job);

    /// <summary>Of a frame that a newer one has replaced; its buffer is free again.</summary>
    public static Outcome Dropped(Job job)
    {
        var outcome = new Outcome(job.Camera, job.Id.Sequence, null);
        job.GiveBack();
        return outcome;
    }
}
