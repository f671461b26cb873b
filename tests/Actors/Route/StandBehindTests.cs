using Actors.Capture;
using Actors.Route;

namespace Actors.Tests.Route;

/// <summary>Frames that let those of cameras go first.</summary>
public class StandBehindTests
{
    private const string Worker = "sim:0";
    private static readonly FrameId Still = new("/stills", 0);

    private readonly LeaseLedger _ledger = new(maxAttempts: 3);

    public StandBehindTests() => _ledger.Demand(Worker, new Epoch(1), count: 8, Frames.Forms[0]);

    [Fact]
    public void A_cameras_frame_goes_first_even_if_it_comes_later()
    {
        _ledger.TakeIn(Still, Frames.Forms, TimeSpan.Zero, behind: true);
        _ledger.TakeIn(new FrameId("front", 0), Frames.Forms, TimeSpan.Zero);

        Assert.Equal(["front", "/stills"], Leased(TimeSpan.Zero, 2));
    }

    [Fact]
    public void One_that_has_waited_long_enough_goes_first()
    {
        _ledger.TakeIn(Still, Frames.Forms, TimeSpan.Zero, behind: true);
        _ledger.TakeIn(new FrameId("front", 0), Frames.Forms, TimeSpan.Zero);

        Assert.Equal(["/stills", "front"], Leased(LeaseLedger.Patience + TimeSpan.FromMilliseconds(1), 2));
    }

    [Fact]
    public void One_that_a_device_failed_on_waits_behind_again()
    {
        _ledger.TakeIn(Still, Frames.Forms, TimeSpan.Zero, behind: true);
        Leased(TimeSpan.Zero, 1);
        _ledger.Withdraw(Worker, new Epoch(1), Still);
        _ledger.TakeIn(new FrameId("front", 0), Frames.Forms, TimeSpan.Zero);
        _ledger.Demand(Worker, new Epoch(2), count: 8, Frames.Forms[0]);

        Assert.Equal(["front", "/stills"], Leased(TimeSpan.Zero, 2));
    }

    private List<string> Leased(TimeSpan now, int count)
    {
        var leased = new List<string>();
        for (var i = 0; i < count; i++)
        {
            Assert.True(_ledger.TryLease(now, out var grant));
            leased.Add(grant.Frame.Camera);
        }

        return leased;
    }
}
