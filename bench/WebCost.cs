using System.Diagnostics;
using System.Globalization;

namespace Actors.Bench;

/// <summary>What those cost who look and listen over the web: frame rate, processor and memory of a host while they do.</summary>
/// <remarks>
/// Before and after each crowd a reading is taken with nobody there, and a crowd's figures are set against the mean of those two, so
/// that a machine that has other things to do, or gets slower, does not count as the crowd's. A host without web runs beside the
/// one that is looked at, where the camera sets the rate: each has its own processor's time. Where the devices set it, it runs before.
/// </remarks>
internal static class WebCost
{
    private const int Rounds = 3;

    // By then .NET has compiled again what runs often.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FirstTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    private static readonly (string Name, string Path, int Count, int? BytesPerSecond)[] Crowds =
    [
        ("one viewer", "/api/cameras/front/stream.mjpg?width=640", 1, null),
        ("50 viewers", "/api/cameras/front/stream.mjpg?width=640", 50, null),
        ("a viewer at 1 kB/s", "/api/cameras/front/stream.mjpg?width=640", 1, 1000),
        ("1,000 event streams asked for", "/api/events", 1000, null),
        ("one who listens to what a page does", "/api/events?kinds=status,device,settings", 1, null),
    ];

    /// <summary>Measures it and prints two tables, a line a reading.</summary>
    public static async Task RunAsync(TimeSpan span)
    {
        await AtCamerasPaceAsync(span);
        await AtDevicesPaceAsync(span);
    }

    private static async Task AtCamerasPaceAsync(TimeSpan span)
    {
        Console.WriteLine("\nA camera of 640x480 at 30 frames/s, two devices of 7.6 ms:\n");
        string[] pipeline = ["--devices", "2xsim:7.6ms", "--camera", "front=test:640x480@30"];
        await using var without = HostRun.Start([.. pipeline, "--no-web"]);
        await using var with = HostRun.Start([.. pipeline, "--web", "127.0.0.1:0"]);
        var host = await with.Address;
        await Task.Delay(WarmUp);
        await MeasureAsync(with, host, span, without);
    }

    private static async Task AtDevicesPaceAsync(TimeSpan span)
    {
        Console.WriteLine("\nA camera of 640x480 as fast as two devices of 7.6 ms take its frames:\n");
        string[] pipeline = ["--devices", "2xsim:7.6ms", "--camera", "front=test:640x480@0"];
        await using (var without = HostRun.Start([.. pipeline, "--no-web"]))
        {
            await Task.Delay(WarmUp);
            WriteHead();
            for (var round = 0; round < Rounds; round++)
            {
                Write("without web", await OverAsync(without, span), before: null, after: null, pictures: 0);
            }
        }

        await using var with = HostRun.Start([.. pipeline, "--web", "127.0.0.1:0"]);
        var host = await with.Address;
        await Task.Delay(WarmUp);
        await MeasureAsync(with, host, span, without: null);
    }

    private static async Task MeasureAsync(HostRun with, Uri host, TimeSpan span, HostRun? without)
    {
        foreach (var (_, path, count, bytesPerSecond) in Crowds)
        {
            await using var crowd = await Crowd.GatherAsync(host, path, count, bytesPerSecond);
            await Task.Delay(FirstTime);
        }

        await Task.Delay(Settling);
        WriteHead();
        var before = await OverAsync(with, span);
        Write("nobody", before, null, null, 0);
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (name, path, count, bytesPerSecond) in Crowds)
            {
                Figures during;
                long pictures;
                int served;
                await using (var crowd = await Crowd.GatherAsync(host, path, count, bytesPerSecond))
                {
                    await Task.Delay(Settling);
                    pictures = crowd.Pictures;
                    during = await OverAsync(with, span);
                    pictures = crowd.Pictures - pictures;
                    served = crowd.Served;
                }

                await Task.Delay(Settling);
                var baseline = without?.Read();
                var after = await OverAsync(with, span);
                Write(count > 1 ? $"{name}, {served} served" : name, during, before, after, bytesPerSecond is null ? pictures / (double)served : 0);
                Write("nobody", after, null, null, 0);
                if (without is not null)
                {
                    Write("without web, at that time", Figures.Between(baseline!.Value, without.Read()), null, null, 0);
                }

                before = after;
            }
        }
    }

    private static async Task<Figures> OverAsync(HostRun run, TimeSpan span)
    {
        var start = run.Read();
        await Task.Delay(span);
        return Figures.Between(start, run.Read());
    }

    private static void WriteHead() =>
        Console.WriteLine("| who looks or listens | frames/s | of nobody's | CPU a frame | more than nobody | pictures/s each | CPU a picture | memory |\n|---|---|---|---|---|---|---|---|");

    private static void Write(string who, Figures now, Figures? before, Figures? after, double pictures)
    {
        var (rate, more, shown) = ("", "", "");
        if (before is { } one && after is { } other)
        {
            var (frames, cpu) = ((one.FramesPerSecond + other.FramesPerSecond) / 2, (one.CpuPerSecond + other.CpuPerSecond) / 2);
            var extra = now.CpuPerSecond - cpu;
            rate = Text($"{100 * now.FramesPerSecond / frames:0.0} %");
            more = Text($"{1000 * extra / now.FramesPerSecond:0.00} ms");
            shown = pictures > 0 ? Text($"{pictures / now.Seconds:0.0} | {1000 * extra * now.Seconds / pictures:0.00} ms") : " | ";
        }

        Console.WriteLine(Text($"| {who} | {now.FramesPerSecond:0.0} | {rate} | {1000 * now.CpuPerSecond / now.FramesPerSecond:0.00} ms | {more} | {(shown.Length > 0 ? shown : " | ")} | {now.MemoryMb:0} MB |"));

        static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }

    private readonly record struct Figures(double FramesPerSecond, double CpuPerSecond, double Seconds, double MemoryMb)
    {
        public static Figures Between(HostRun.Reading start, HostRun.Reading end)
        {
            var seconds = Stopwatch.GetElapsedTime(start.At, end.At).TotalSeconds;
            return new Figures((end.Frames - start.Frames) / seconds, (end.Cpu - start.Cpu).TotalSeconds / seconds, seconds, end.MemoryMb);
        }
    }
}
