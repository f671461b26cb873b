using Actors.Host.Soak;

namespace Actors.Tests.Host.Soak;

public class FrameCheckTests
{
    private readonly FrameCheck _check = new();

    [Fact]
    public void Frames_in_order_are_well_though_some_are_missing()
    {
        See("front", 0, 1, 5, 9);
        See("back", 3, 4);

        Assert.Equal((6, 0), (_check.Frames, _check.OutOfOrder));
    }

    [Fact]
    public void A_frame_again_and_one_after_a_later_one_are_not()
    {
        See("front", 0, 1, 1, 3, 2);

        Assert.Equal((5, 2), (_check.Frames, _check.OutOfOrder));
    }

    [Fact]
    public void A_camera_that_is_expected_to_begin_anew_may_do_so_once()
    {
        See("front", 0, 1, 2);
        _check.Expect("front");
        See("front", 3, 0, 1);
        Assert.Equal(0, _check.OutOfOrder);

        See("front", 0);

        Assert.Equal(1, _check.OutOfOrder);
    }

    private void See(string camera, params long[] sequences)
    {
        foreach (var sequence in sequences)
        {
            _check.See(camera, sequence);
        }
    }
}
