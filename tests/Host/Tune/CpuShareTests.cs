using Actors.Host.Tune;
using Actors.Tpu;

namespace Actors.Tests.Host.Tune;

public class CpuShareTests
{
    private const int Cores = 4;

    [Theory]
    [InlineData("auto", "4xcpu")]
    [InlineData("2xcpu", "2xcpu")]
    [InlineData("cpu:3", "cpu:3")]
    [InlineData("sim:5ms,2xcpu:2", "2xcpu:2")]
    [InlineData("auto,cpu", "5xcpu")]
    public void How_the_CPU_is_split_is_seen(string devices, string current) => Assert.Equal(current, Share(devices)!.Current!.ToString());

    [Fact]
    public void Workers_that_differ_are_no_split() => Assert.Null(Share("cpu,cpu:2")!.Current);

    [Theory]
    [InlineData("2xcpu", "3xcpu:2")]
    [InlineData("auto", "3xcpu:2")]
    [InlineData("cpu,sim:5ms,cpu:2", "sim:5ms,3xcpu:2")]
    [InlineData("2xcpu?isolation=process", "3xcpu:2?isolation=process")]
    public void Another_split_leaves_the_other_devices(string devices, string with) =>
        Assert.Equal(DeviceSpec.ParseList([with]), Share(devices)!.With(new CpuSplit(3, 2)));

    [Fact]
    public void Where_no_device_is_the_CPU_there_is_nothing_to_split() => Assert.Null(Share("2xsim:5ms"));

    [Fact]
    public void A_CPU_that_only_stands_in_for_a_device_is_not_split() =>
        Assert.Null(CpuShare.Of(DeviceSpec.ParseList(["edgetpu:0"]), [new Device.Cpu(1), new Device.Cpu(1)]));

    [Theory]
    [InlineData(1, "cpu,2xcpu")]
    [InlineData(2, "cpu,2xcpu,3xcpu,cpu:2,2xcpu:2")]
    [InlineData(4, "cpu,2xcpu,3xcpu,4xcpu,5xcpu,cpu:2,2xcpu:2,3xcpu:2,cpu:4,2xcpu:4")]
    public void Splits_are_derived_from_the_cores(int cores, string splits) => Assert.Equal(splits.Split(','), CpuSplit.Candidates(cores).Select(split => split.ToString()));

    [Fact]
    public void Of_many_cores_there_are_few_splits() => Assert.InRange(CpuSplit.Candidates(64).Count, 10, 35);

    private static CpuShare? Share(string devices)
    {
        var specs = DeviceSpec.ParseList([devices]);
        return CpuShare.Of(specs, DeviceResolver.Resolve(specs, () => [], Cores));
    }
}
