using System.Diagnostics;
using Actors.Interop;

namespace Actors.Tpu;

/// <summary>An accelerator that is not there: takes its time without taking the CPU, and plays faults.</summary>
/// <remarks>Its answers are another's: those of <see cref="BrightestSpot"/>, or of a model on the CPU, which then works meanwhile.</remarks>
internal sealed class SimulatedDevice : IDevice
{
    /// <summary>What it takes when there is no model: 300x300 RGB bytes, like the classic SSD detectors.</summary>
    public static readonly InputSpec DefaultInput = new(300, 300, 3, TensorType.UInt8, new Quantization(1 / 128f, 128));

    private readonly TimeSpan _serviceTime;
    private readonly FaultScript _faults;
    private readonly IDevice _answers;

    /// <summary>Opens it.</summary>
    /// <param name="serviceTime">How long it takes over a frame, unless the answer takes longer.</param>
    /// <param name="faults">The faults it plays.</param>
    /// <param name="answers">Opens what gives its answers.</param>
    /// <exception cref="InteropException">It is not plugged in, or what gives the answers does not open.</exception>
    public SimulatedDevice(TimeSpan serviceTime, FaultScript faults, Func<IDevice> answers)
    {
        faults.RequirePresent();
        Thread.Sleep(faults.Behaviour.Opening ?? TimeSpan.Zero);
        _serviceTime = serviceTime;
        _faults = faults;
        _answers = answers();
    }

    public string Path => $"simulated, {_serviceTime.TotalMilliseconds} ms{(_answers is BrightestSpot ? "" : $", answers by {_answers.Path}")}";

    public IReadOnlyList<TensorInfo> Outputs => _answers.Outputs;

    public void Run(ReadOnlyMemory<byte> input, TimeSpan limit)
    {
        _faults.NextFrame();
        var done = Stopwatch.GetTimestamp() + (long)(_serviceTime.TotalSeconds * _faults.ServiceFactor * _faults.NextJitter() * Stopwatch.Frequency);
        _answers.Run(input, limit);
        PreciseSleep.Until(done);
    }

    public ReadOnlySpan<byte> Output(int index) => _answers.Output(index);

    public void Dispose() => _answers.Dispose();
}
