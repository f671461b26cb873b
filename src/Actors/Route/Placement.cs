namespace Actors.Route;

/// <summary>Which worker a frame goes to.</summary>
/// <remarks>
/// To the one that is expected to finish it first, by measured service times and leases held. An idle worker always gets a
/// frame; a second one waits in front of a busy worker only if nobody would finish it much sooner. Now and then a frame goes to
/// an idle worker that has become slow, to see whether it still is.
/// </remarks>
internal static class Placement
{
    // A service time measured is noisy and the running frame's progress unknown; below this factor a wait for a faster
    // worker gains nothing for sure.
    private const double WorthWaitingFor = 1.5;

    // A worker that is slower than it used to be, if by more than noise, is given a frame so often even while faster ones
    // idle: it would otherwise never show that it is well again.
    private const double WorthAnotherLook = 1.1;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    /// <summary>Chooses.</summary>
    /// <param name="workers">Of whom.</param>
    /// <param name="entry">The frame.</param>
    /// <param name="now">The time.</param>
    /// <returns>The worker; null where there is none for it, or it had better wait.</returns>
    public static LedgerWorker? Choose(Dictionary<string, LedgerWorker>.ValueCollection workers, LedgerEntry entry, TimeSpan now)
    {
        var soonest = double.MaxValue;
        LedgerWorker? best = null;
        var bestFinish = double.MaxValue;
        foreach (var worker in workers)
        {
            if (!worker.Serves || !worker.Takes(entry))
            {
                continue;
            }

            if (DeservesAnotherLook(worker, now))
            {
                return worker;
            }

            var finish = ExpectedFinish(worker, now);
            soonest = Math.Min(soonest, finish);
            if (worker.Credits > 0 && IsBetter(worker, finish))
            {
                best = worker;
                bestFinish = finish;
            }
        }

        return best is null || best.Held.Count == 0 || bestFinish <= WorthWaitingFor * soonest ? best : null;

        // Idle workers before busy ones, whatever their speed; then the earliest finish.
        bool IsBetter(LedgerWorker worker, double finish) =>
            best is null
            || (worker.Held.Count == 0 && best.Held.Count > 0)
            || (worker.Held.Count == 0 == (best.Held.Count == 0) && finish < bestFinish);
    }

    private static bool DeservesAnotherLook(LedgerWorker worker, TimeSpan now) =>
        worker.Idles && worker.Times.Drift > WorthAnotherLook && now - worker.LeasedAt > BetweenLooks;

    // Seconds from now until it would have finished one more.
    private static double ExpectedFinish(LedgerWorker worker, TimeSpan now)
    {
        var mean = worker.Times.Mean;
        var running = worker.Held.Count == 0 ? 0 : Math.Max(0, mean - (now - worker.RunningSince).TotalSeconds);
        return running + Math.Max(0, worker.Held.Count - 1) * mean + mean;
    }
}
