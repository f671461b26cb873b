using Actors.Route;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Actors.Tests.Route;

public class CameraTurnsTests
{
    private readonly CameraTurns<string> _turns = new();

    [Fact]
    public void A_busy_camera_does_not_starve_another()
    {
        Add("busy", "a0", "a1", "a2", "a3");
        Add("quiet", "b0");

        Assert.Equal(["a0", "b0", "a1", "a2", "a3"], TakeAll(_turns));
    }

    [Fact]
    public void A_camera_that_comes_back_takes_its_turn_behind_the_others()
    {
        Add("a", "a0");
        Add("b", "b0", "b1");
        Assert.Equal("a0", _turns.Take());

        Add("a", "a1");

        Assert.Equal(["b0", "a1", "b1"], TakeAll(_turns));
    }

    [Fact]
    public void What_is_put_back_comes_first_of_its_camera()
    {
        Add("a", "a1", "a2");

        _turns.AddFirst("a", "a0");

        Assert.Equal(["a0", "a1", "a2"], TakeAll(_turns));
    }

    [Fact]
    public void A_camera_that_is_emptied_loses_its_turn()
    {
        Add("a", "a0", "a1");
        Add("b", "b0");

        Assert.Equal(["a0", "a1"], _turns.RemoveAll(item => item[0] == 'a'));
        Assert.Empty(_turns.RemoveAll(item => item[0] == 'a'));
        Assert.Empty(_turns.RemoveAll(item => item[0] == 'u'));

        Assert.Equal(1, _turns.Count);
        Assert.Equal(["b0"], TakeAll(_turns));
    }

    [Fact]
    public void Nothing_can_be_taken_where_nothing_waits() =>
        Assert.Throws<InvalidOperationException>(() => _turns.Take());

    [Property(Replay = "20260104,7919")]
    public void Each_camera_keeps_its_order_and_none_waits_for_two_of_another(byte[] cameras)
    {
        var turns = new CameraTurns<string>();
        foreach (var (number, camera) in cameras.Index())
        {
            turns.Add($"{camera % 4}", $"{camera % 4}#{number:D4}");
        }

        var taken = TakeAll(turns).Select(item => item.Split('#')).ToList();

        Assert.Equal(cameras.Length, taken.Count);
        Assert.All(taken.GroupBy(item => item[0]), camera => Assert.Equal(camera.Select(item => item[1]).Order(), camera.Select(item => item[1])));
        for (var i = 1; i < taken.Count; i++)
        {
            // The same camera twice running means that no other has anything left.
            if (taken[i][0] == taken[i - 1][0])
            {
                Assert.All(taken.Skip(i), item => Assert.Equal(taken[i][0], item[0]));
            }
        }
    }

    private void Add(string camera, params string[] items)
    {
        foreach (var item in items)
        {
            _turns.Add(camera, item);
        }
    }

    private static List<string> TakeAll(CameraTurns<string> turns)
    {
        var taken = new List<string>();
        while (turns.Count > 0)
        {
            taken.Add(turns.Take());
        }

        return taken;
    }
}
