using System.Collections.Concurrent;
using Actors.Host.Bench.Rivals.Parts;

namespace Actors.Host.Bench.Rivals;

/// <summary>A thread for each camera, preprocessor, device and the view, around shared bounded blocking queues: the usual hand-made design.</summary>
internal sealed class ThreadsAndQueues : IDesign
{
    public string Name => "threads";

    public IRun Start(Workload workload) => new Run(workload);

    private sealed class Run : IRun
    {
        private readonly CancellationTokenSource _stopping = new();
        private readonly BlockingCollection<Job> _captured;
        private readonly BlockingCollection<Job> _prepared;

        // As many as there are buffers, which bound it.
        private readonly BlockingCollection<Outcome> _done = [];
        private readonly Stages _stages;
        private readonly List<Task> _capturing;
        private readonly List<Task> _preparing;
        private readonly List<Task> _inferring;
        private readonly Task _viewing;

        public Run(Workload workload)
        {
            var settings = workload.Settings;
            _captured = new BlockingCollection<Job>(settings.Preprocessors);

            // One waits for each device, so that none idles between two.
            _prepared = new BlockingCollection<Job>(workload.Devices.Count);
            _stages = new Stages(workload);
            var view = new ViewStage(workload);
            _viewing = OnThread("view", () => ForEach(_done, view.TakeIn));
            _inferring = [.. _stages.Devices.Select(device => OnThread($"device {device.Name}", () => ForEach(_prepared, job =>
            {
                device.Infer(job);
                _done.Add(Outcome.Shown(job));
            })))];
            _preparing = [.. _stages.Preprocessors.Select(preprocessor => OnThread("prepare", () => ForEach(_captured, job =>
            {
                preprocessor.Prepare(job);
                _prepared.Add(job);
            })))];
            _capturing = [.. _stages.Cameras.Select(camera => OnThread(camera.Name, () => Capture(camera)))];
        }

        public Task Ended => Task.WhenAny([.. _capturing, .. _preparing, .. _inferring, _viewing]).Unwrap();

        public async Task StopAsync()
        {
            await _stopping.CancelAsync();
            await Task.WhenAll(_capturing);
            _captured.CompleteAdding();
            await Task.WhenAll(_preparing);
            _prepared.CompleteAdding();
            await Task.WhenAll(_inferring);
            _done.CompleteAdding();
            await _viewing;
            _stages.Dispose();
            _captured.Dispose();
            _prepared.Dispose();
            _done.Dispose();
            _stopping.Dispose();
        }

        private void Capture(CaptureStage camera)
        {
            try
            {
                while (true)
                {
                    var job = camera.Capture(_stopping.Token);
                    if (!camera.IsLive)
                    {
                        _captured.Add(job);
                        continue;
                    }

                    while (!_captured.TryAdd(job))
                    {
                        if (_captured.TryTake(out var oldest))
                        {
                            _done.Add(Outcome.Dropped(oldest));
                        }
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // Asked to stop.
            }
        }

        private static void ForEach<T>(BlockingCollection<T> queue, Action<T> work)
        {
            foreach (var item in queue.GetConsumingEnumerable())
            {
                work(item);
            }
        }

        private static Task OnThread(string name, Action work) => Task.Factory.StartNew(
            () =>
            {
                Thread.CurrentThread.Name = name;
                work();
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }
}
