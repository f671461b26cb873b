namespace Actors.Tpu;

/// <summary>One fault of a simulated device, which <see cref="FaultScript.Order"/> has it play while it runs.</summary>
public abstract record SimulatedFault
{
    private SimulatedFault()
    {
    }

    /// <summary>A frame fails.</summary>
    public sealed record Error : SimulatedFault;

    /// <summary>The device's software dies.</summary>
    public sealed record Crash : SimulatedFault;

    /// <summary>A call does not return.</summary>
    /// <param name="Lasts">Until it does; null for ever.</param>
    public sealed record Hang(TimeSpan? Lasts) : SimulatedFault;

    /// <summary>The device is unplugged.</summary>
    /// <param name="Lasts">Until it is plugged in again; null for good.</param>
    public sealed record Loss(TimeSpan? Lasts) : SimulatedFault;

    /// <summary>From now on the device takes longer, until it is told otherwise.</summary>
    /// <param name="Factor">How many times its service time; 1 when it is well again.</param>
    public sealed record Drift(double Factor) : SimulatedFault;
}
