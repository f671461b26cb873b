namespace Actors.Prepare;

/// <summary>How many preprocessors the frames need, from how long they waited for one.</summary>
/// <remarks>
/// Little's law: all the time that frames waited within a window, divided by the window, is how many were waiting on average;
/// all the time that preprocessors worked, how many were working. Where half a frame was waiting one more preprocessor is
/// needed. One is too many when the others could do its work with time to spare, for some windows on end: it is cheap to
/// keep, and a burst should find it.
/// </remarks>
internal sealed class PoolSizing
{
    private const double TooManyWaiting = 0.5;
    private const double HardlyAnyWaiting = 0.05;
    private const double EasyShare = 0.6;
    private const int CalmWindows = 8;

    private int _calm;

    /// <summary>How many there should be after a window.</summary>
    /// <param name="current">How many there are.</param>
    /// <param name="waiting">Frames that were waiting, on average.</param>
    /// <param name="working">Preprocessors that were at work, on average.</param>
    public int Next(int current, double waiting, double working)
    {
        _calm = waiting <= HardlyAnyWaiting && working <= EasyShare * (current - 1) ? _calm + 1 : 0;
        if (waiting >= TooManyWaiting)
        {
            return current + 1;
        }

        if (_calm < CalmWindows)
        {
            return current;
        }

        _calm = 0;
        return current - 1;
    }
}
