using Actors.Interop;
using Actors.Tpu;

namespace Actors.Tests.Tpu;

public class DeviceSpecTests
{
    public static TheoryData<string, DeviceSpec> Forms => new()
    {
        { "auto", new DeviceSpec.Auto() },
        { "cpu", new DeviceSpec.Cpu(1) },
        { "cpu:4", new DeviceSpec.Cpu(4) },
        { "edgetpu", new DeviceSpec.EdgeTpu(null, null) },
        { "edgetpu:1", new DeviceSpec.EdgeTpu(null, 1) },
        { "edgetpu:usb", new DeviceSpec.EdgeTpu(EdgeTpuBus.Usb, null) },
        { "edgetpu:usb:2", new DeviceSpec.EdgeTpu(EdgeTpuBus.Usb, 2) },
        { "edgetpu:pci", new DeviceSpec.EdgeTpu(EdgeTpuBus.Pci, null) },
        { "edgetpu:pci:0", new DeviceSpec.EdgeTpu(EdgeTpuBus.Pci, 0) },
        { "edgetpu:/dev/apex_0", new DeviceSpec.EdgeTpuAt("/dev/apex_0") },
        { "edgetpu:/sys/bus/usb/devices/2-1:1.0", new DeviceSpec.EdgeTpuAt("/sys/bus/usb/devices/2-1:1.0") },
        { "sim:7.6ms", new DeviceSpec.Simulated(TimeSpan.FromMilliseconds(7.6), SimulatedBehaviour.Faultless) },
        { "sim:250us", new DeviceSpec.Simulated(TimeSpan.FromMicroseconds(250), SimulatedBehaviour.Faultless) },
        { "sim:1s", new DeviceSpec.Simulated(TimeSpan.FromSeconds(1), SimulatedBehaviour.Faultless) },
        { "sim:1ms?error=0.5&drift=2", new DeviceSpec.Simulated(TimeSpan.FromMilliseconds(1), new SimulatedBehaviour { ErrorRate = 0.5, Drift = 2 }) },
        { "cpu:2?isolation=process", new DeviceSpec.Cpu(2) { Isolation = IsolationMode.Process } },
        { "edgetpu:usb:0?isolation=off", new DeviceSpec.EdgeTpu(EdgeTpuBus.Usb, 0) { Isolation = IsolationMode.Off } },
        { "auto?isolation=process", new DeviceSpec.Auto { Isolation = IsolationMode.Process } },
        { "sim:60s", new DeviceSpec.Simulated(TimeSpan.FromMinutes(1), SimulatedBehaviour.Faultless) },
    };

    [Theory]
    [MemberData(nameof(Forms), DisableDiscoveryEnumeration = true)]
    public void Every_form_is_read(string text, DeviceSpec expected) => Assert.Equal([expected], DeviceSpec.ParseList([text]));

    [Theory]
    [MemberData(nameof(Forms), DisableDiscoveryEnumeration = true)]
    public void Every_form_can_be_named_several_times_at_once(string text, DeviceSpec expected) =>
        Assert.Equal([expected, expected, expected], DeviceSpec.ParseList([$"3x{text}"]));

    [Theory]
    [MemberData(nameof(Forms), DisableDiscoveryEnumeration = true)]
    public void Every_form_is_written_so_that_it_is_read_again(string text, DeviceSpec expected)
    {
        Assert.Equal([expected], DeviceSpec.ParseList([expected.ToString()]));
        Assert.StartsWith(text.Split(':', '?')[0], expected.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Several_alike_are_written_as_times_n()
    {
        var specs = DeviceSpec.ParseList(["64xcpu", "cpu", "sim:2ms", "2xcpu:2?isolation=process", "cpu"]);

        Assert.Equal(["64xcpu", "cpu", "sim:2ms", "2xcpu:2?isolation=process", "cpu"], DeviceSpec.WriteList(specs));
        Assert.Equal(specs, DeviceSpec.ParseList(DeviceSpec.WriteList(specs)));
    }

    [Fact]
    public void A_list_may_be_written_as_entries_or_with_commas()
    {
        DeviceSpec[] expected = [new DeviceSpec.Cpu(1), new DeviceSpec.Cpu(2), new DeviceSpec.Cpu(2)];

        Assert.Equal(expected, DeviceSpec.ParseList(["cpu", "2xcpu:2"]));
        Assert.Equal(expected, DeviceSpec.ParseList([" cpu , 2xcpu:2,"]));
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("CPU")]
    [InlineData("cpu:")]
    [InlineData("cpu:0")]
    [InlineData("cpu:257")]
    [InlineData("cpu:two")]
    [InlineData("auto:1")]
    [InlineData("edgetpu:")]
    [InlineData("edgetpu:usb:")]
    [InlineData("edgetpu:usb:x")]
    [InlineData("edgetpu:isa:0")]
    [InlineData("edgetpu:-1")]
    [InlineData("sim")]
    [InlineData("sim:7.6")]
    [InlineData("sim:0ms")]
    [InlineData("sim:-1ms")]
    [InlineData("sim:61s")]
    [InlineData("sim:1e9s")]
    [InlineData("2x3xcpu")]
    public void What_is_no_device_is_refused_with_what_there_is(string text)
    {
        var refusal = Assert.Throws<FormatException>(() => DeviceSpec.ParseList([text]));

        Assert.Contains("sim:7.6ms", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"'{text[(text.StartsWith("2x", StringComparison.Ordinal) ? 2 : 0)..]}'", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0xcpu")]
    [InlineData("65xcpu")]
    [InlineData("99999999999xcpu")]
    public void Too_few_or_too_many_at_once_are_refused(string text) =>
        Assert.Contains("1 to 64", Assert.Throws<FormatException>(() => DeviceSpec.ParseList([text])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData]
    [InlineData("")]
    [InlineData(" , ")]
    public void A_list_of_nothing_is_refused(params string[] entries) =>
        Assert.Throws<FormatException>(() => DeviceSpec.ParseList(entries));
}
