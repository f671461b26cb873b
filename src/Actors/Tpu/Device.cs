using Actors.Interop;
using Actors.Tpu.Isolation;

namespace Actors.Tpu;

/// <summary>One device of this machine, that a worker can open.</summary>
public abstract record Device
{
    /// <summary>Its kind, which begins its name: <c>cpu</c>, <c>edgetpu</c>, <c>sim</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>Whether it runs models; a simulated one does only if it is told to.</summary>
    public virtual bool NeedsModel => true;

    /// <summary>Whether the CPU runs its model, which cannot be one that is compiled for Edge TPUs.</summary>
    public virtual bool IsCpu => false;

    /// <summary>What only one at a time can open, or null where there is no such thing.</summary>
    public virtual EdgeTpuDevice? Exclusive => null;

    /// <summary>Whether its clock can be chosen as it is opened.</summary>
    public virtual bool HasClock => false;

    /// <summary>The same device, to be opened at a clock; itself where there is none to choose.</summary>
    public virtual Device At(EdgeTpuClock clock) => this;

    /// <summary>Whether it is plugged in. A lost device is opened again at once when it is back.</summary>
    public virtual bool IsPresent => true;

    /// <summary>Opens it with a model. Blocks; a USB stick takes some 3 s.</summary>
    /// <param name="model">The model; only a simulated device does without.</param>
    /// <param name="input">The model's input.</param>
    /// <exception cref="InteropException">It does not open, or not with this model.</exception>
    public abstract IDevice Open(Model? model, InputSpec input);

    /// <summary>TensorFlow Lite on the CPU.</summary>
    /// <param name="Threads">Threads of the interpreter.</param>
    public sealed record Cpu(int Threads) : Device
    {
        /// <inheritdoc/>
        public override string Kind => "cpu";

        /// <inheritdoc/>
        public override bool IsCpu => true;

        /// <inheritdoc/>
        public override IDevice Open(Model? model, InputSpec input) =>
            new InterpreterDevice(Required(model), new InterpreterOptions { Threads = Threads });

        /// <inheritdoc/>
        public override string ToString() => new DeviceSpec.Cpu(Threads).ToString();
    }

    /// <summary>An Edge TPU in this process.</summary>
    /// <param name="Where">The device.</param>
    /// <param name="Clock">At which clock it is opened.</param>
    public sealed record EdgeTpu(EdgeTpuDevice Where, EdgeTpuClock Clock = EdgeTpuClock.Max) : Device
    {
        /// <inheritdoc/>
        public override string Kind => "edgetpu";

        /// <inheritdoc/>
        public override EdgeTpuDevice? Exclusive => Where;

        /// <inheritdoc/>
        public override bool HasClock => true;

        /// <inheritdoc/>
        public override Device At(EdgeTpuClock clock) => this with { Clock = clock };

        /// <inheritdoc/>
        public override bool IsPresent => EdgeTpuDevices.List().Contains(Where);

        /// <inheritdoc/>
        public override IDevice Open(Model? model, InputSpec input) =>
            new InterpreterDevice(Required(model), new InterpreterOptions { EdgeTpu = Where, Clock = Clock });

        /// <inheritdoc/>
        public override string ToString() => $"edgetpu:{Where.Path}";
    }

    /// <summary>A simulated accelerator.</summary>
    /// <param name="ServiceTime">How long it takes over a frame.</param>
    /// <param name="Faults">The faults it plays.</param>
    public sealed record Simulated(TimeSpan ServiceTime, FaultScript Faults) : Device
    {
        /// <summary>One without faults.</summary>
        public Simulated(TimeSpan serviceTime)
            : this(serviceTime, new FaultScript(SimulatedBehaviour.Faultless))
        {
        }

        /// <inheritdoc/>
        public override bool IsPresent => Faults.IsPresent;

        /// <inheritdoc/>
        public override string Kind => "sim";

        /// <inheritdoc/>
        public override bool NeedsModel => Faults.Behaviour.AnswersOnCpu;

        /// <inheritdoc/>
        public override bool IsCpu => Faults.Behaviour.AnswersOnCpu;

        /// <inheritdoc/>
        public override IDevice Open(Model? model, InputSpec input) => new SimulatedDevice(ServiceTime, Faults, () => Faults.Behaviour.AnswersOnCpu
            ? new InterpreterDevice(Required(model), new InterpreterOptions { Threads = 1 })
            : new BrightestSpot(input));

        /// <summary>Whether it is configured the same; each plays its faults for itself.</summary>
        public bool Equals(Simulated? other) => other is not null && ServiceTime == other.ServiceTime && Faults.Behaviour == other.Faults.Behaviour;

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(ServiceTime, Faults.Behaviour);

        /// <inheritdoc/>
        public override string ToString() => new DeviceSpec.Simulated(ServiceTime, Faults.Behaviour).ToString();
    }

    /// <summary>A device in a process of its own.</summary>
    /// <param name="Inner">The device.</param>
    /// <param name="Program">How to start the process.</param>
    public sealed record Isolated(Device Inner, DeviceHostProgram Program) : Device
    {
        /// <inheritdoc/>
        public override string Kind => Inner.Kind;

        /// <inheritdoc/>
        public override bool IsCpu => Inner.IsCpu;

        /// <inheritdoc/>
        public override EdgeTpuDevice? Exclusive => Inner.Exclusive;

        /// <inheritdoc/>
        public override bool HasClock => Inner.HasClock;

        /// <inheritdoc/>
        public override Device At(EdgeTpuClock clock) => this with { Inner = Inner.At(clock) };

        /// <inheritdoc/>
        public override bool IsPresent => Inner.IsPresent;

        /// <inheritdoc/>
        public override IDevice Open(Model? model, InputSpec input) =>
            new IsolatedDevice(Program, SpecOf(Inner), Required(model), clock: Inner is EdgeTpu { Clock: var clock } ? clock : EdgeTpuClock.Max);

        /// <inheritdoc/>
        public override string ToString() => $"{Inner} in a process of its own";

        // As DeviceSpec reads it at the other end, where there must be no further process.
        private static string SpecOf(Device inner) => inner switch
        {
            Cpu cpu => $"cpu:{cpu.Threads}",
            EdgeTpu edgeTpu => $"edgetpu:{edgeTpu.Where.Path}?isolation=off",
            _ => throw new InvalidOperationException($"A {inner.Kind} device has no process of its own."),
        };
    }

    private static Model Required(Model? model) => model ?? throw new InvalidOperationException("A device that runs models was opened without one.");
}
