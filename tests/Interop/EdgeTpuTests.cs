using Actors.Interop;

namespace Actors.Tests.Interop;

/// <summary>The Edge TPU's side of the interface, on a stand-in for libedgetpu.</summary>
public class EdgeTpuTests
{
    public EdgeTpuTests() => EdgeTpuStandIn.Require();

    [SkippableFact]
    public void Devices_are_listed_in_the_librarys_order()
    {
        EdgeTpuDevice[] expected = [EdgeTpuStandIn.Usb, EdgeTpuStandIn.Pci, EdgeTpuStandIn.Faulty];

        // Other tests' own devices come after.
        Assert.Equal(expected, EdgeTpuDevices.List().Take(expected.Length));
        Assert.True(NativeLibraries.HasEdgeTpu);
    }

    [SkippableFact]
    public void Devices_are_written_as_bus_and_path()
    {
        Assert.Equal("usb /sys/bus/usb/devices/2-1", EdgeTpuStandIn.Usb.ToString());
        Assert.Equal("pci /dev/apex_0", EdgeTpuStandIn.Pci.ToString());
    }

    [SkippableFact]
    public void The_library_says_its_version() => Assert.Contains("RuntimeVersion(14)", EdgeTpuDevices.Version, StringComparison.Ordinal);

    [SkippableFact]
    public void Verbosity_goes_from_0_to_10()
    {
        EdgeTpuDevices.SetVerbosity(0);
        EdgeTpuDevices.SetVerbosity(10);

        Assert.Throws<ArgumentOutOfRangeException>(() => EdgeTpuDevices.SetVerbosity(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => EdgeTpuDevices.SetVerbosity(11));
    }

    [SkippableTheory]
    [InlineData(EdgeTpuBus.Usb)]
    [InlineData(EdgeTpuBus.Pci)]
    public void A_compiled_model_runs_on_the_device_chosen(EdgeTpuBus bus)
    {
        var device = bus == EdgeTpuBus.Usb ? EdgeTpuStandIn.Usb : EdgeTpuStandIn.Pci;
        using var model = Model.FromMemory(ModelBuilder.EdgeTpu(1, 4));
        using var interpreter = Interpreter.Open(model, On(device));
        interpreter.Inputs[0].CopyFrom([0, 1, 100, 255]);

        interpreter.Invoke();

        Assert.Equal([1, 2, 101, 0], interpreter.Output(0).ToArray());
        Assert.Equal($"Edge TPU {device}", interpreter.Path);
    }

    [SkippableTheory]
    [InlineData(EdgeTpuClock.Low)]
    [InlineData(EdgeTpuClock.Medium)]
    [InlineData(EdgeTpuClock.High)]
    [InlineData(EdgeTpuClock.Max)]
    public void A_device_is_opened_at_the_clock_chosen(EdgeTpuClock clock)
    {
        using var device = new StandInDevice();
        using var model = Model.FromMemory(ModelBuilder.EdgeTpu(1, 4));

        using var interpreter = Interpreter.Open(model, On(device.Where) with { Clock = clock });

        Assert.Equal([clock], device.Clocks);
        Assert.Equal(clock == EdgeTpuClock.Max ? $"Edge TPU {device.Where}" : $"Edge TPU {device.Where} at its {clock} clock", interpreter.Path);
    }

    [SkippableFact]
    public void Who_does_not_choose_a_clock_has_the_fastest()
    {
        using var device = new StandInDevice();
        using var model = Model.FromMemory(ModelBuilder.EdgeTpu(1, 4));

        using var interpreter = Interpreter.Open(model, On(device.Where));

        Assert.Equal([EdgeTpuClock.Max], device.Clocks);
    }

    [SkippableFact]
    public void A_detector_runs_partly_on_the_device_and_partly_on_the_CPU()
    {
        using var model = Model.FromMemory(ModelBuilder.BrightnessDetector(DetectorLayout.TensorFlow1, edgeTpu: true));
        using var detector = Detector.Open(model, On(EdgeTpuStandIn.Usb));
        detector.InputBytes.Fill(101);

        var found = detector.Detect(new DetectionFilter(0.1f, 10));

        // The stand-in adds 1.
        Assert.Equal(102 / 255f, Assert.Single(found).Score, 1e-4f);
    }

    [SkippableFact]
    public void A_model_that_was_not_compiled_is_refused_rather_than_run_on_the_CPU_in_its_name()
    {
        using var model = Model.FromMemory(ModelBuilder.BrightnessDetector(DetectorLayout.TensorFlow1));

        var refusal = Assert.Throws<ModelException>(() => Detector.Open(model, On(EdgeTpuStandIn.Usb)));

        Assert.Equal(ModelException.Fault.NotForEdgeTpu, refusal.Reason);
    }

    [SkippableFact]
    public void Two_interpreters_share_a_device_and_a_model()
    {
        using var model = Model.FromMemory(ModelBuilder.EdgeTpu(1, 1));
        using var one = Interpreter.Open(model, On(EdgeTpuStandIn.Usb));
        using var other = Interpreter.Open(model, On(EdgeTpuStandIn.Usb));
        one.Inputs[0].CopyFrom([10]);
        other.Inputs[0].CopyFrom([20]);

        one.Invoke();
        one.Dispose();
        other.Invoke();

        Assert.Equal([21], other.Output(0).ToArray());
    }

    // The stand-in aborts the process where a delegate goes before its interpreter.
    [SkippableFact]
    public void An_interpreter_that_nobody_disposes_is_freed_before_its_delegate()
    {
        using var model = Model.FromMemory(ModelBuilder.EdgeTpu(1, 1));
        for (var i = 0; i < 8; i++)
        {
            Forget(model);
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void Forget(Model model) => Interpreter.Open(model, On(EdgeTpuStandIn.Usb)).Invoke();
    }

    [SkippableTheory]
    [InlineData(EdgeTpuBus.Usb, "/sys/bus/usb/devices/7-7")]
    [InlineData(EdgeTpuBus.Pci, "/dev/apex_9")]
    [InlineData(EdgeTpuBus.Pci, "/sys/bus/usb/devices/2-1")]
    [InlineData(EdgeTpuBus.Usb, "")]
    public void A_device_that_is_not_there_does_not_open(EdgeTpuBus bus, string path)
    {
        using var model = Model.FromMemory(ModelBuilder.EdgeTpu(1, 4));

        var failure = Assert.Throws<DeviceException>(() => Interpreter.Open(model, On(new EdgeTpuDevice(bus, path))));

        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_device_that_fails_says_so_with_its_own_words()
    {
        using var model = Model.FromMemory(ModelBuilder.EdgeTpu(1, 4), "compiled.tflite");
        using var interpreter = Interpreter.Open(model, On(EdgeTpuStandIn.Faulty));

        var failure = Assert.Throws<InferenceException>(interpreter.Invoke);

        Assert.Contains("'compiled.tflite'", failure.Message, StringComparison.Ordinal);
        Assert.Contains(EdgeTpuStandIn.Faulty.Path, failure.Message, StringComparison.Ordinal);
        Assert.Contains("Failed to execute request. The device was pulled out.", failure.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Running_on_a_device_does_not_allocate()
    {
        using var model = Model.FromMemory(ModelBuilder.EdgeTpu(1, 64));
        using var interpreter = Interpreter.Open(model, On(EdgeTpuStandIn.Pci));
        interpreter.Invoke();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            interpreter.Invoke();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static InterpreterOptions On(EdgeTpuDevice device) => new() { EdgeTpu = device };
}
