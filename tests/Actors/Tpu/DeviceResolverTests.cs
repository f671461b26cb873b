using Actors.Interop;
using Actors.Tpu;
using Actors.Tpu.Isolation;

namespace Actors.Tests.Tpu;

public class DeviceResolverTests
{
    private static readonly EdgeTpuDevice Usb0 = new(EdgeTpuBus.Usb, "/sys/bus/usb/devices/2-1");
    private static readonly EdgeTpuDevice Pci0 = new(EdgeTpuBus.Pci, "/dev/apex_0");
    private static readonly EdgeTpuDevice Usb1 = new(EdgeTpuBus.Usb, "/sys/bus/usb/devices/2-2");

    private static readonly DeviceHostProgram Program = new("program", []);

    [Fact]
    public void Auto_means_all_edge_tpus() =>
        Assert.Equal(EdgeTpus(Usb0, Pci0, Usb1), Resolve("auto"));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(16, 4)]
    public void Auto_without_edge_tpus_means_the_cpu_once_for_each_core_up_to_four(int cores, int expected) =>
        Assert.Equal(Enumerable.Repeat(new Device.Cpu(1), expected), Resolve("auto", () => [], cores));

    [Fact]
    public void Auto_without_libedgetpu_means_the_cpu() =>
        Assert.Equal([new Device.Cpu(1)], Resolve("auto", () => throw NoLibrary(NativeLibraryException.Cause.Missing), cores: 1));

    [Fact]
    public void A_libedgetpu_that_is_there_but_does_not_load_is_told() =>
        Assert.Throws<NativeLibraryException>(() => Resolve("auto", () => throw NoLibrary(NativeLibraryException.Cause.Damaged)));

    [Fact]
    public void An_edge_tpu_that_is_named_wants_libedgetpu() =>
        Assert.Throws<NativeLibraryException>(() => Resolve("edgetpu", () => throw NoLibrary(NativeLibraryException.Cause.Missing)));

    [Fact]
    public void Devices_without_edge_tpus_ask_for_no_list() =>
        Assert.Equal(
            ["cpu", "sim", "sim"],
            Resolve("cpu:2, 2xsim:1ms", () => throw new InvalidOperationException("asked")).Select(device => device.Kind));

    [Fact]
    public void The_list_is_asked_for_once_since_opening_a_stick_can_move_it()
    {
        var asked = 0;

        Resolve("3xedgetpu", () =>
        {
            asked++;
            return [Usb0, Pci0, Usb1];
        });

        Assert.Equal(1, asked);
    }

    [Fact]
    public void An_index_counts_all_edge_tpus_or_those_of_a_bus()
    {
        Assert.Equal(EdgeTpus(Pci0), Resolve("edgetpu:1"));
        Assert.Equal(EdgeTpus(Usb1), Resolve("edgetpu:usb:1"));
        Assert.Equal(EdgeTpus(Pci0), Resolve("edgetpu:pci:0"));
    }

    [Fact]
    public void Without_an_index_each_gets_the_next_that_is_free()
    {
        Assert.Equal(EdgeTpus(Usb0, Pci0, Usb1), Resolve("3xedgetpu"));
        Assert.Equal(EdgeTpus(Usb0, Usb1), Resolve("2xedgetpu:usb"));
        Assert.Equal(EdgeTpus(Usb0, Pci0), Resolve("edgetpu:0, edgetpu"));
    }

    [Fact]
    public void A_path_names_one_edge_tpu() =>
        Assert.Equal(EdgeTpus(Usb1, Pci0), Resolve("edgetpu:/sys/bus/usb/devices/2-2, edgetpu:/dev/apex_0"));

    [Fact]
    public void Auto_beside_named_edge_tpus_means_the_others() =>
        Assert.Equal(EdgeTpus(Pci0, Usb0, Usb1), Resolve("edgetpu:pci:0, auto"));

    [Theory]
    [InlineData("edgetpu:1, edgetpu:pci:0")]
    [InlineData("edgetpu:0, edgetpu:/sys/bus/usb/devices/2-1")]
    [InlineData("2xedgetpu:0")]
    public void An_edge_tpu_named_twice_is_refused(string specs) =>
        Assert.Contains("twice", Assert.Throws<DeviceException>(() => Resolve(specs)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("edgetpu:3", "edgetpu:3")]
    [InlineData("edgetpu:pci:1", "edgetpu:pci:1")]
    [InlineData("2xedgetpu:pci", "edgetpu:pci")]
    [InlineData("edgetpu:/dev/apex_9", "/dev/apex_9")]
    public void An_edge_tpu_that_is_not_there_is_refused_with_those_that_are(string specs, string named)
    {
        var refusal = Assert.Throws<DeviceException>(() => Resolve(specs));

        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(Usb1.Path, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_there_is_none_at_all_the_refusal_says_what_to_check() =>
        Assert.Contains("plugdev", Assert.Throws<DeviceException>(() => Resolve("edgetpu", () => [])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("edgetpu:0?isolation=off", false)]
    [InlineData("auto?isolation=off", false)]
    [InlineData("cpu", false)]
    [InlineData("cpu?isolation=process", true)]
    [InlineData("sim:1ms", false)]
    public void Edge_tpus_have_a_process_of_their_own_and_others_none_unless_it_is_said(string specs, bool isolated) =>
        Assert.All(Resolve(specs), device => Assert.Equal(isolated, device is Device.Isolated));

    private static IReadOnlyList<Device> Resolve(string specs, Func<IReadOnlyList<EdgeTpuDevice>>? list = null, int cores = 2) =>
        DeviceResolver.Resolve(DeviceSpec.ParseList([specs]), list ?? (() => [Usb0, Pci0, Usb1]), cores, Program);

    private static IEnumerable<Device> EdgeTpus(params EdgeTpuDevice[] devices) => devices.Select(device => new Device.Isolated(new Device.EdgeTpu(device), Program));

    private static NativeLibraryException NoLibrary(NativeLibraryException.Cause cause) => new("edgetpu", cause, "It does not load.");
}
