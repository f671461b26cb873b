using System.Runtime.InteropServices;

namespace Actors.Host.Bench;

/// <summary>All that a benchmark came to, as it is written as JSON.</summary>
/// <param name="Machine">Where it was measured.</param>
/// <param name="Settings">With which settings.</param>
/// <param name="Rounds">How often each run was repeated.</param>
/// <param name="Seconds">How long each run was measured.</param>
/// <param name="Scenarios">What was measured.</param>
internal sealed record BenchReport(BenchReport.Computer Machine, string Settings, int Rounds, double Seconds, IReadOnlyList<BenchReport.Measured> Scenarios)
{
    /// <summary>What must not be, in a sentence each; empty where everything was as it must be.</summary>
    public IReadOnlyList<string> Faults =>
    [
        .. from scenario in Scenarios
        from contender in scenario.Designs
        let outOfOrder = contender.Runs.Sum(run => run.OutOfOrder)
        where outOfOrder > 0
        select $"{scenario.Name}, {contender.Design}: {outOfOrder} pictures came again, or after a later one of their camera. There must be none.",
    ];

    /// <summary>A machine.</summary>
    public sealed record Computer(int Cores, string Processor, string System, string Runtime)
    {
        /// <summary>This one.</summary>
        public static Computer This => new(
            Environment.ProcessorCount, ProcessorName(), RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription);

        private static string ProcessorName()
        {
            const string field = "model name";
            var line = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal)) : null;
            return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
        }
    }

    /// <summary>A scenario.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Cameras">Its cameras.</param>
    /// <param name="Devices">Its devices.</param>
    /// <param name="Theory">What cannot be exceeded.</param>
    /// <param name="Bare">What a frame costs at least.</param>
    /// <param name="Designs">What each design came to.</param>
    public sealed record Measured(string Name, string Cameras, string Devices, Theory Theory, BareStages Bare, IReadOnlyList<Contender> Designs);

    /// <summary>A design's runs, one for each round.</summary>
    public sealed record Contender(string Design, IReadOnlyList<Measurement> Runs)
    {
        /// <summary>What is in the middle.</summary>
        public Measurement Median => Measurement.Median(Runs);

        /// <summary>One figure of all runs.</summary>
        public Statistics Of(Func<Measurement, double> figure) => Statistics.Of(Runs.Select(figure));
    }
}
