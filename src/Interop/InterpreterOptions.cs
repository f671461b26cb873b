namespace Actors.Interop;

/// <summary>How an <see cref="Interpreter"/> runs its model.</summary>
public sealed record InterpreterOptions
{
    /// <summary>One CPU thread, the fastest path that the model allows.</summary>
    public static readonly InterpreterOptions Default = new();

    /// <summary>CPU threads for the operators that no Edge TPU runs. Default 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The Edge TPU to run on, or null for the CPU.</summary>
    public EdgeTpuDevice? EdgeTpu { get; init; }

    /// <summary>The Edge TPU's clock. Default, as libedgetpu's own: the fastest.</summary>
    public EdgeTpuClock Clock { get; init; } = EdgeTpuClock.Max;

    /// <summary>Whether the CPU may use XNNPACK. Default true; false gives TensorFlow Lite's own kernels, for comparison.</summary>
    public bool Xnnpack { get; init; } = true;
}
