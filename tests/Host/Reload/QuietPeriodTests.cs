using Actors.Host.Reload;

namespace Actors.Tests.Host.Reload;

public sealed class QuietPeriodTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly QuietPeriod _quiet;
    private int _acted;

    public QuietPeriodTests() => _quiet = new QuietPeriod(TimeSpan.FromMilliseconds(250), _time, () => _acted++);

    public void Dispose()
    {
        _quiet.Dispose();
        _time.Dispose();
    }

    [Fact]
    public void At_rest_it_does_nothing()
    {
        _time.Pass(10_000);

        Assert.Equal(0, _acted);
    }

    [Fact]
    public void It_acts_once_when_it_has_been_quiet_after_several_stirs()
    {
        for (var i = 0; i < 5; i++)
        {
            _quiet.Stir();
            _time.Pass(249);
        }

        Assert.Equal(0, _acted);
        _time.Pass(1);
        Assert.Equal(1, _acted);
        _time.Pass(10_000);
        Assert.Equal(1, _acted);
    }

    [Fact]
    public void Another_stir_later_is_another_act()
    {
        _quiet.Stir();
        _time.Pass(250);
        _quiet.Stir();
        _time.Pass(250);

        Assert.Equal(2, _acted);
    }
}
