using System.Runtime.InteropServices;

namespace Actors.Host;

/// <summary>Ctrl-C and SIGTERM, from the command's first moment on: while models load there is no host yet that would take them.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    public StopSignals()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _stopping.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _stopping.Dispose();
    }

    /// <summary>As if one had come.</summary>
    public void Stop() => _stopping.Cancel();

    private void Stop(PosixSignalContext context)
    {
        context.Cancel = true;
        Stop();
    }
}
