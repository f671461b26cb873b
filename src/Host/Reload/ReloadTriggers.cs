namespace Actors.Host.Reload;

/// <summary>What there is from the command's first moment on to tell that settings are to be read again.</summary>
/// <param name="Hangup">SIGHUP.</param>
/// <param name="Watch">The files.</param>
internal sealed record ReloadTriggers(HangupSignal Hangup, ConfigWatch Watch) : IDisposable
{
    public void Dispose()
    {
        Hangup.Dispose();
        Watch.Dispose();
    }
}
