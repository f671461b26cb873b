using System.Runtime.InteropServices;

namespace Actors.Host.Reload;

/// <summary>SIGHUP: read the settings again; or, where it comes because the terminal has gone, stop.</summary>
internal sealed class HangupSignal : IDisposable
{
    private readonly Func<bool> _hasTerminal;
    private readonly Action _stop;
    private readonly bool _startedOnTerminal;
    private readonly PosixSignalRegistration _registration;
    private readonly Lock _gate = new();
    private Action? _reload;
    private bool _early;

    /// <summary>Takes the signal from now on.</summary>
    /// <param name="stop">What a terminal's end means.</param>
    public HangupSignal(Action stop)
        : this(stop, HasTerminal)
    {
    }

    /// <summary>The same, on a terminal of one's own.</summary>
    internal HangupSignal(Action stop, Func<bool> hasTerminal)
    {
        _stop = stop;
        _hasTerminal = hasTerminal;
        _startedOnTerminal = hasTerminal();
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            OnSignal();
        });
    }

    /// <summary>From here on it reloads; what was asked for before is done at once.</summary>
    public void ReloadBy(Action reload)
    {
        lock (_gate)
        {
            _reload = reload;
            if (!_early)
            {
                return;
            }

            _early = false;
        }

        reload();
    }

    /// <summary>The signal has come.</summary>
    internal void OnSignal()
    {
        if (_startedOnTerminal && !_hasTerminal())
        {
            _stop();
            return;
        }

        Action? reload;
        lock (_gate)
        {
            reload = _reload;
            _early = reload is null;
        }

        reload?.Invoke();
    }

    public void Dispose() => _registration.Dispose();

    // Its controlling terminal is what a process finds under this name, wherever its input and output go.
    private static bool HasTerminal()
    {
        try
        {
            File.OpenHandle("/dev/tty", FileMode.Open, FileAccess.Read, FileShare.ReadWrite).Dispose();
            return true;
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
