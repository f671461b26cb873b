using Actors.Interop;
using Actors.Tpu;

namespace Actors.Tests.Tpu;

/// <summary>A simulated device that opens and runs as a test wants.</summary>
internal sealed record FakeDevice : Device
{
    private int _openings;
    private int _disposals;

    public override string Kind => "fake";

    public override bool NeedsModel => false;

    /// <summary>Whether it is plugged in.</summary>
    public Func<bool> Plugged { get; init; } = () => true;

    public override bool IsPresent => Plugged();

    /// <summary>Called before each opening with its number, from 1; throws where the device is not to open.</summary>
    public Action<int> OnOpen { get; init; } = _ => { };

    /// <summary>Called before each run with the opening's number; throws where the device is to fail.</summary>
    public Action<int> OnRun { get; init; } = _ => { };

    /// <summary>Called before each opening with the model's input; throws where the device is not to open with it.</summary>
    public Action<InputSpec> OnInput { get; init; } = _ => { };

    /// <summary>Whether it is one whose clock can be chosen.</summary>
    public bool Clocked { get; init; }

    public override bool HasClock => Clocked;

    /// <summary>The clock it was last to be opened at.</summary>
    public EdgeTpuClock? Clock { get; private set; }

    public override Device At(EdgeTpuClock clock)
    {
        Clock = clock;
        return this;
    }

    public int Openings => Volatile.Read(ref _openings);

    public int Disposals => Volatile.Read(ref _disposals);

    public static InferenceException Fault => new("The device failed, as the test wants.");

    public static DeviceException NotThere => new("The device is not there, as the test wants.");

    public override IDevice Open(Model? model, InputSpec input)
    {
        var opening = Interlocked.Increment(ref _openings);
        OnOpen(opening);
        OnInput(input);
        return new Opened(this, opening, input);
    }

    private sealed class Opened(FakeDevice device, int opening, InputSpec input) : IDevice
    {
        private readonly BrightestSpot _answers = new(input);

        public string Path => $"fake, opened {opening}";

        public IReadOnlyList<TensorInfo> Outputs => _answers.Outputs;

        public void Run(ReadOnlyMemory<byte> input, TimeSpan limit)
        {
            device.OnRun(opening);
            _answers.Run(input, limit);
        }

        public ReadOnlySpan<byte> Output(int index) => _answers.Output(index);

        public void Dispose()
        {
            Interlocked.Increment(ref device._disposals);
            _answers.Dispose();
        }
    }
}
