namespace Actors.Tpu;

/// <summary>A simulated device's software dies. In a process of its own, the process does; in this one, the worker.</summary>
public sealed class SimulatedCrashException : Exception
{
    /// <summary>Creates the exception.</summary>
    public SimulatedCrashException(string message)
        : base(message)
    {
    }
}
