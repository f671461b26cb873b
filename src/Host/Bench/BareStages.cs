using System.Runtime.InteropServices;
using Actors.Host.Bench.Rivals.Parts;

namespace Actors.Host.Bench;

/// <summary>What a frame costs at least: the CPU time of its stages, called in a loop by one thread that waits for nothing.</summary>
/// <param name="CaptureMs">The test pattern.</param>
/// <param name="PrepareMs">Making the model's input.</param>
/// <param name="InferMs">On the device, as far as it takes this machine's CPU, and decoding its answer.</param>
/// <param name="ViewMs">Putting in order, drawing, showing.</param>
internal sealed partial record BareStages(double CaptureMs, double PrepareMs, double InferMs, double ViewMs)
{
    // From <time.h>.
    private const int ThreadCpuTime = 3;

    private const int FramesOfWarmUp = 20;

    /// <summary>All stages together.</summary>
    public double TotalMs => CaptureMs + PrepareMs + InferMs + ViewMs;

    /// <summary>Measures them.</summary>
    /// <param name="workload">One camera that waits for nothing; of its devices the first is used.</param>
    /// <param name="duration">For how long.</param>
    public static BareStages Measure(Workload workload, TimeSpan duration)
    {
        using var camera = new CaptureStage(0, workload.Settings);
        using var prepare = new PrepareStage(workload.Settings.Task);
        using var infer = new InferStage(0, workload);
        var view = new ViewStage(workload);
        var (captured, prepared, inferred, shown) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        var frames = -FramesOfWarmUp;
        for (var end = Environment.TickCount64 + duration.TotalMilliseconds; Environment.TickCount64 < end || frames <= 0; frames++)
        {
            var start = Now();
            var job = camera.Capture(CancellationToken.None);
            var afterCapture = Now();
            prepare.Prepare(job);
            var afterPrepare = Now();
            infer.Infer(job);
            var afterInfer = Now();
            view.TakeIn(Outcome.Shown(job));
            var afterView = Now();
            if (frames >= 0)
            {
                captured += afterCapture - start;
                prepared += afterPrepare - afterCapture;
                inferred += afterInfer - afterPrepare;
                shown += afterView - afterInfer;
            }
        }

        return new BareStages(
            captured.TotalMilliseconds / frames, prepared.TotalMilliseconds / frames, inferred.TotalMilliseconds / frames, shown.TotalMilliseconds / frames);
    }

    private static TimeSpan Now()
    {
        if (!OperatingSystem.IsLinux())
        {
            return TimeSpan.FromMilliseconds(Environment.TickCount64);
        }

        _ = ClockGetTime(ThreadCpuTime, out var time);
        return TimeSpan.FromSeconds((double)time.Seconds + time.Nanoseconds / 1e9);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeSpec time);
}
