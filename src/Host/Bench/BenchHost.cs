using System.Text.Json;
using Actors.Host.Configuration;
using Actors.Interop;

namespace Actors.Host.Bench;

/// <summary>The process of one design: runs what it is told on standard input, one line each, and answers with a line of JSON.</summary>
/// <remarks>A process for each design, so that none is measured on the heap and the thread pool that another has left behind.</remarks>
internal static class BenchHost
{
    /// <summary>What to run, and for how long.</summary>
    public sealed record Order(string Scenario, double WarmUpSeconds, double Seconds);

    /// <summary>Serves until standard input ends.</summary>
    public static async Task ServeAsync(string name, PipelinePlan plan, Model? model)
    {
        var design = Designs.All.First(design => design.Name == name);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var order = JsonSerializer.Deserialize<Order>(line, BenchJson.Line)!;
            var workload = Workload.Of(Scenario.All.First(scenario => scenario.Name == order.Scenario), plan, model);
            var measured = await Measurement.TakeAsync(design, workload, TimeSpan.FromSeconds(order.WarmUpSeconds), TimeSpan.FromSeconds(order.Seconds));
            Console.Out.WriteLine(JsonSerializer.Serialize(measured, BenchJson.Line));
        }
    }
}
