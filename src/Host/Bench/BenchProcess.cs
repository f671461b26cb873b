using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Actors.Tpu.Isolation;

namespace Actors.Host.Bench;

/// <summary>The other end of a <see cref="BenchHost"/>.</summary>
internal sealed class BenchProcess : IDisposable
{
    private readonly string _design;
    private readonly Process _process;

    /// <summary>Starts one.</summary>
    /// <param name="design">The design that it is to run.</param>
    /// <param name="arguments">Where its settings come from.</param>
    public BenchProcess(string design, IEnumerable<string> arguments)
    {
        _design = design;
        var program = DeviceHostProgram.Default;
        _process = Process.Start(new ProcessStartInfo(program.File, [.. program.Arguments, "bench", "--as", design, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    /// <summary>Runs a scenario.</summary>
    public async Task<Measurement> RunAsync(Scenario scenario, double warmUpSeconds, double seconds)
    {
        var order = new BenchHost.Order(scenario.Name, warmUpSeconds, seconds * scenario.Patience);
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(order, BenchJson.Line));
        await _process.StandardInput.FlushAsync();
        var answer = await _process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The process of {_design} ended in scenario {scenario.Name}; what it said is above."));
        return JsonSerializer.Deserialize<Measurement>(answer, BenchJson.Line)!;
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
