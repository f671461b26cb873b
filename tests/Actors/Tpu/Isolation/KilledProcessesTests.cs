using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Actors.Interop;
using Actors.Tests.Interop;
using Actors.Tpu;
using Actors.Tpu.Isolation;

namespace Actors.Tests.Tpu.Isolation;

/// <summary>Processes of devices are killed, again and again, while a file's frames flow.</summary>
public sealed partial class KilledProcessesTests : IDisposable
{
    private const int Kills = 50;

    private readonly TemporaryFolder _folder = new();
    private readonly Lock _gate = new();
    private readonly Random _random = new(20260124);

    // By device, after how many further frames its process is killed; those that are not in service are not in it.
    private readonly Dictionary<string, int> _due = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _kills;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Fifty_of_them_cost_none_of_the_frames()
    {
        File.WriteAllBytes(_folder.PathOf("bright.tflite"), ModelBuilder.BrightnessDetector(DetectorLayout.TensorFlow1));
        using var model = Model.FromFile(_folder.PathOf("bright.tflite"));
        var device = new Device.Isolated(new Device.Cpu(1), DeviceHostProgram.Default);
        var settings = PipelineRun.Settings([PipelineRun.Endless("front")], device, device) with
        {
            Task = DetectionTask.For(model) with { Filter = new DetectionFilter(0, 1) },
        };
        settings = settings with { Pool = settings.Pool with { MaxAttempts = 100 } };
        var started = new TaskCompletionSource<PipelineRun>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var run = PipelineRun.Start(settings, _ => OnFrame(started.Task.Result), OnDeviceChanged);
        started.SetResult(run);

        await _done.Task.WaitAsync(TimeSpan.FromMinutes(2));
        await run.EndAsync();

        var camera = Assert.Single(run.Meter.Cameras);
        Assert.Equal(camera.Captured, camera.Rendered);
        Assert.Equal(Enumerable.Range(0, run.Written.Count).Select(sequence => (long)sequence), run.Written.Select(written => written.Result.Frame.Sequence));
        Assert.True(run.Meter.Devices.Sum(one => one.Faults) >= Kills);
    }

    private void OnDeviceChanged(DeviceChanged changed)
    {
        lock (_gate)
        {
            _due.Remove(changed.Device);
            if (changed.State == DeviceState.InService)
            {
                _due.Add(changed.Device, _random.Next(1, 60));
            }

            // At the end of a run frames wait for no device, so both must be back.
            if (_kills == Kills && _due.Count == 2)
            {
                _done.TrySetResult();
            }
        }
    }

    private void OnFrame(PipelineRun run)
    {
        lock (_gate)
        {
            foreach (var device in _due.Keys.ToList())
            {
                if (--_due[device] == 0 && _kills < Kills)
                {
                    _due.Remove(device);
                    Kill(run.Meter.Devices.Single(meter => meter.Device == device).Path);
                }
            }
        }
    }

    private void Kill(string path)
    {
        using var process = Process.GetProcessById(int.Parse(ProcessNumber().Match(path).Groups[1].ValueSpan, CultureInfo.InvariantCulture));
        process.Kill();
        _kills++;
    }

    [GeneratedRegex("in process ([0-9]+)$")]
    private static partial Regex ProcessNumber();
}
