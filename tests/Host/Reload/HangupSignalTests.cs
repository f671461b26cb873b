using Actors.Host.Reload;

namespace Actors.Tests.Host.Reload;

public sealed class HangupSignalTests : IDisposable
{
    private readonly HangupSignal _onTerminal;
    private readonly HangupSignal _onNone;
    private bool _terminal = true;
    private int _stops;
    private int _reloads;

    public HangupSignalTests()
    {
        _onTerminal = new HangupSignal(() => _stops++, () => _terminal);
        _onNone = new HangupSignal(() => _stops++, () => false);
    }

    public void Dispose()
    {
        _onTerminal.Dispose();
        _onNone.Dispose();
    }

    [Fact]
    public void On_a_terminal_that_is_still_there_it_reloads()
    {
        _onTerminal.ReloadBy(() => _reloads++);

        _onTerminal.OnSignal();

        Assert.Equal((0, 1), (_stops, _reloads));
    }

    [Fact]
    public void When_the_terminal_has_gone_it_stops()
    {
        _onTerminal.ReloadBy(() => _reloads++);
        _terminal = false;

        _onTerminal.OnSignal();

        Assert.Equal((1, 0), (_stops, _reloads));
    }

    [Fact]
    public void Of_a_program_that_never_had_one_it_reloads()
    {
        _onNone.ReloadBy(() => _reloads++);

        _onNone.OnSignal();

        Assert.Equal((0, 1), (_stops, _reloads));
    }

    [Fact]
    public void What_comes_before_anybody_can_reload_is_done_once_as_soon_as_somebody_can()
    {
        _onNone.OnSignal();
        _onNone.OnSignal();

        _onNone.ReloadBy(() => _reloads++);

        Assert.Equal((0, 1), (_stops, _reloads));
    }
}
