using System.Diagnostics;
using Actors.Host.Rehearse;

namespace Actors.Tests.Host.Rehearse;

public class FrameLogTests
{
    private static readonly long Second = Stopwatch.Frequency;
    private readonly FrameLog _log = new();

    [Fact]
    public void The_rate_counts_the_frames_after_a_spans_start_up_to_its_end()
    {
        for (var frame = 0; frame < 100; frame++)
        {
            Came(frame, seconds: frame / 10.0);
        }

        Assert.Equal(10, _log.Rate(2 * Second, 4 * Second));
        Assert.Equal(0, _log.Rate(20 * Second, 21 * Second));
    }

    [Fact]
    public void Frames_that_are_missing_are_gaps()
    {
        Came(3, 1);
        Came(4, 2);
        Came(9, 3);

        Assert.Equal((4, 0, 0), (_log.Gaps(0, 3 * Second), _log.Gaps(0, 2 * Second), _log.Gaps(10 * Second, 11 * Second)));
    }

    [Fact]
    public void Frames_that_come_again_or_after_a_later_one_are_out_of_order()
    {
        foreach (var sequence in (int[])[1, 2, 2, 5, 4, 6])
        {
            Came(sequence, 1);
        }

        Assert.Equal(2, _log.OutOfOrder());
    }

    private void Came(long sequence, double seconds) => _log.Add(new FrameLog.Entry((long)(seconds * Second), sequence, 1, 5));
}
