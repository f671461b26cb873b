namespace Actors.Tpu;

/// <summary>Whether a device runs in this process.</summary>
public enum IsolationMode
{
    /// <summary>In this process.</summary>
    Off,

    /// <summary>In a process of its own: a hang is killed, a crash costs only its frames in flight.</summary>
    Process,
}
