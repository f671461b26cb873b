using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Actors.Interop;
using Actors.Prepare;
using Actors.Tests.Interop;
using Actors.Tpu;
using Actors.Tpu.Isolation;

namespace Actors.Tests.Tpu.Isolation;

/// <summary>Devices in processes of their own: the real program's, with small real models.</summary>
public sealed partial class IsolatedDeviceTests : IDisposable
{
    // Of signal.h.
    private const int InterruptSignal = 2;
    private const int TerminateSignal = 15;
    private const int StopSignal = 19;

    // Longer than any machine needs; only a process that does not end gets there.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_answers_what_the_device_answers_in_this_process()
    {
        using var model = Brightness();
        using var here = new Device.Cpu(1).Open(model, Input(model));
        using var there = Isolated(new Device.Cpu(1)).Open(model, Input(model));
        using var tensor = new InputTensor(Input(model));

        Assert.Equal(here.Outputs.Select(output => (output.Name, output.Type, output.ShapeText)), there.Outputs.Select(output => (output.Name, output.Type, output.ShapeText)));
        foreach (var value in (byte[])[0, 51, 255])
        {
            MemoryMarshal.AsMemory(tensor.Memory).Span.Fill(value);
            here.Run(tensor.Memory, Timeout.InfiniteTimeSpan);
            there.Run(tensor.Memory, Timeout.InfiniteTimeSpan);

            Assert.All(Enumerable.Range(0, here.Outputs.Count), output => Assert.Equal(here.Output(output).ToArray(), there.Output(output).ToArray()));
            Assert.Equal(value / 255f, Score(there, model), 1e-4f);
        }
    }

    [Fact]
    public void An_input_that_is_not_in_shared_memory_is_run_as_well()
    {
        using var model = Brightness();
        using var device = Isolated(new Device.Cpu(1)).Open(model, Input(model));

        foreach (var value in (byte[])[255, 102])
        {
            device.Run(Enumerable.Repeat(value, Input(model).ByteSize).ToArray(), Timeout.InfiniteTimeSpan);

            Assert.Equal(value / 255f, Score(device, model), 1e-4f);
        }
    }

    [Fact]
    public void It_says_what_runs_the_model_and_in_which_process()
    {
        using var model = Brightness();
        using var here = new Device.Cpu(1).Open(model, Input(model));
        using var there = Isolated(new Device.Cpu(1)).Open(model, Input(model));

        Assert.Equal($"{here.Path}, in process {ProcessOf(there.Path).Id}", there.Path);
    }

    [SkippableFact]
    public void A_device_in_a_process_of_its_own_is_opened_at_the_clock_chosen()
    {
        EdgeTpuStandIn.Require();
        using var where = new StandInDevice();
        using var model = Brightness(edgeTpu: true);

        using var device = Isolated(new Device.EdgeTpu(where.Where)).At(EdgeTpuClock.Low).Open(model, Input(model));

        Assert.Equal([EdgeTpuClock.Low], where.Clocks);
    }

    [SkippableFact]
    public void Memory_that_is_given_up_here_is_given_up_there()
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        using var model = Brightness();
        using var device = Isolated(new Device.Cpu(1)).Open(model, Input(model));
        using var process = ProcessOf(device.Path);

        for (var camera = 0; camera < 10; camera++)
        {
            using var tensor = new InputTensor(Input(model));
            MemoryMarshal.AsMemory(tensor.Memory).Span.Fill((byte)camera);
            device.Run(tensor.Memory, Timeout.InfiniteTimeSpan);
            Assert.Equal(camera / 255f, Score(device, model), 1e-4f);
        }

        Assert.Single(System.IO.File.ReadLines($"/proc/{process.Id}/maps"), mapping => mapping.Contains("memfd:actors", StringComparison.Ordinal));
    }

    [Fact]
    public void A_process_that_is_killed_fails_the_frame_and_says_by_what()
    {
        using var model = Brightness();
        using var device = Isolated(new Device.Cpu(1)).Open(model, Input(model));
        using var process = ProcessOf(device.Path);
        process.Kill();
        Assert.True(process.WaitForExit(Patience));

        var failure = Assert.Throws<InferenceException>(() => device.Run(new byte[Input(model).ByteSize], Timeout.InfiniteTimeSpan));

        Assert.Contains("signal 9", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_that_does_not_answer_in_time_fails_the_frame_and_is_killed()
    {
        using var model = Brightness();
        using var device = Isolated(new Device.Cpu(1)).Open(model, Input(model));
        using var process = ProcessOf(device.Path);
        Assert.Equal(0, Signal(process.Id, StopSignal));

        var failure = Assert.Throws<InferenceException>(() => device.Run(new byte[Input(model).ByteSize], TimeSpan.FromMilliseconds(1)));
        device.Dispose();

        Assert.Contains("in time", failure.Message, StringComparison.Ordinal);
        Assert.True(process.WaitForExit(Patience));
    }

    [Fact]
    public void The_signals_that_stop_the_program_leave_it_its_devices()
    {
        using var model = Brightness();
        using var device = Isolated(new Device.Cpu(1)).Open(model, Input(model));
        using var process = ProcessOf(device.Path);

        foreach (var signal in (int[])[InterruptSignal, TerminateSignal])
        {
            Assert.Equal(0, Signal(process.Id, signal));
            for (var frames = 0; frames < 100; frames++)
            {
                device.Run(new byte[Input(model).ByteSize], Timeout.InfiniteTimeSpan);
            }
        }
    }

    [Fact]
    public void A_device_that_is_closed_leaves_no_process()
    {
        using var model = Brightness();
        var device = Isolated(new Device.Cpu(1)).Open(model, Input(model));
        using var process = ProcessOf(device.Path);

        device.Dispose();

        Assert.True(process.WaitForExit(Patience));
    }

    [Fact]
    public void A_device_host_ends_when_the_socket_to_its_program_closes()
    {
        var (process, channel) = DeviceHostProgram.Default.Start();
        using (process)
        {
            channel.Dispose();

            Assert.True(process.WaitForExit(Patience));
            Assert.Equal(0, process.ExitCode);
        }
    }

    [Fact]
    public void A_program_that_is_no_device_host_does_not_start() =>
        Assert.Throws<DeviceException>(() => new DeviceHostProgram(_folder.PathOf("nothing-here"), []).Start());

    [SkippableFact]
    public void A_program_that_ends_before_it_reports_is_not_waited_for()
    {
        Skip.If(OperatingSystem.IsWindows());

        var failure = Assert.Throws<DeviceException>(() => new DeviceHostProgram("/bin/sh", ["-c", "exit 7"]).Start());

        Assert.Contains("exit code 7", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_is_no_detector_is_refused_as_it_is_in_this_process()
    {
        var path = File("add.tflite", ModelBuilder.Add(1, 8));
        using var model = Model.FromFile(path);

        AssertSame(Assert.Throws<ModelException>(() => DetectionTask.For(model)), Assert.Throws<ModelException>(() => new IsolatedDevice(DeviceHostProgram.Default, "cpu:1", model)));
    }

    [Fact]
    public void It_opens_the_model_as_it_was_read_whatever_has_become_of_its_file()
    {
        using var model = Brightness();
        System.IO.File.Delete(_folder.PathOf("bright.tflite"));

        using var device = Isolated(new Device.Cpu(1)).Open(model, Input(model));

        Assert.NotEmpty(device.Outputs);
    }

    [SkippableFact]
    public void An_edge_tpu_runs_a_compiled_model_there()
    {
        EdgeTpuStandIn.Require();
        using var model = Brightness(edgeTpu: true);
        using var device = Isolated(new Device.EdgeTpu(EdgeTpuStandIn.Usb)).Open(model, Input(model));

        device.Run(Enumerable.Repeat((byte)101, Input(model).ByteSize).ToArray(), Timeout.InfiniteTimeSpan);

        // The stand-in adds 1.
        Assert.Equal(102 / 255f, Score(device, model), 1e-4f);
        Assert.StartsWith($"Edge TPU {EdgeTpuStandIn.Usb}", device.Path, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_frame_on_which_an_edge_tpu_fails_says_so_in_its_own_words()
    {
        EdgeTpuStandIn.Require();
        using var model = Brightness(edgeTpu: true);
        using var device = Isolated(new Device.EdgeTpu(EdgeTpuStandIn.Faulty)).Open(model, Input(model));

        for (var tries = 0; tries < 2; tries++)
        {
            var failure = Assert.Throws<InferenceException>(() => device.Run(new byte[Input(model).ByteSize], Timeout.InfiniteTimeSpan));

            Assert.Contains("The device was pulled out.", failure.Message, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public void An_edge_tpu_that_is_not_there_is_a_typed_failure()
    {
        EdgeTpuStandIn.Require();
        using var model = Brightness(edgeTpu: true);
        var device = Isolated(new Device.EdgeTpu(new EdgeTpuDevice(EdgeTpuBus.Pci, "/dev/apex_9")));

        Assert.False(device.IsPresent);
        Assert.Contains("/dev/apex_9", Assert.Throws<DeviceException>(() => device.Open(model, Input(model))).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_device_whose_opening_does_not_return_is_given_up_and_its_process_killed()
    {
        EdgeTpuStandIn.Require();
        using var hanging = new StandInDevice { HangsOpening = true };
        using var model = Brightness(edgeTpu: true);

        var failure = Assert.Throws<DeviceException>(() =>
            new IsolatedDevice(DeviceHostProgram.Default, $"edgetpu:{hanging.Where.Path}?isolation=off", model, limit: TimeSpan.FromSeconds(1)));

        Assert.Contains("in time", failure.Message, StringComparison.Ordinal);
        Assert.All(hanging.Processes, process => Assert.Throws<ArgumentException>(() => Process.GetProcessById(process)));
    }

    [Fact]
    public async Task A_process_killed_while_frames_flow_costs_none_of_a_files_frames()
    {
        const int frames = 200;
        using var model = Brightness();
        var expected = await RunAsync(new Device.Cpu(1), _ => { });
        var killed = 0;

        var run = await RunAsync(Isolated(new Device.Cpu(1)), path =>
        {
            if (Interlocked.Increment(ref killed) == frames / 4)
            {
                using var process = ProcessOf(path);
                process.Kill();
            }
        });

        Assert.Equal(expected.Scores, run.Scores);
        Assert.Equal((0, frames), ((int)expected.Faults, run.Scores.Count));
        Assert.Equal(1, run.Faults);

        async Task<(List<(long Sequence, float Score)> Scores, long Faults)> RunAsync(Device device, Action<string> onWrite)
        {
            var started = new TaskCompletionSource<PipelineRun>(TaskCreationOptions.RunContinuationsAsynchronously);
            var settings = PipelineRun.Settings([PipelineRun.Camera("front", frames)], device) with
            {
                Task = DetectionTask.For(model) with { Filter = new DetectionFilter(0, 1) },
            };
            await using var run = PipelineRun.Start(settings, _ => onWrite(started.Task.Result.Meter.Devices[0].Path));
            started.SetResult(run);
            await run.Ended();
            return ([.. run.Written.Select(written => (written.Result.Frame.Sequence, written.Result.Detections[0].Score))], run.Meter.Devices[0].Faults);
        }
    }

    private static Device.Isolated Isolated(Device device) => new(device, DeviceHostProgram.Default);

    private static InputSpec Input(Model model) => DetectionTask.For(model).Input;

    private static float Score(IDevice device, Model model) =>
        DetectionDecoder.For(device.Outputs, model.Name).Decode(device, new DetectionFilter(0, 1)) is [var found] ? found.Score : 0;

    private static Process ProcessOf(string path) =>
        Process.GetProcessById(int.Parse(ProcessNumber().Match(path).Groups[1].ValueSpan, CultureInfo.InvariantCulture));

    private static void AssertSame(ModelException expected, ModelException actual) =>
        Assert.Equal((expected.Reason, expected.Message), (actual.Reason, actual.Message));

    private Model Brightness(bool edgeTpu = false) =>
        Model.FromFile(File("bright.tflite", ModelBuilder.BrightnessDetector(DetectorLayout.TensorFlow1, edgeTpu)));

    private string File(string name, byte[] content)
    {
        System.IO.File.WriteAllBytes(_folder.PathOf(name), content);
        return _folder.PathOf(name);
    }

    [GeneratedRegex("in process ([0-9]+)$")]
    private static partial Regex ProcessNumber();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
