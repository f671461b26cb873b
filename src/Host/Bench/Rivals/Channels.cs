using System.Threading.Channels;
using Actors.Host.Bench.Rivals.Parts;

namespace Actors.Host.Bench.Rivals;

/// <summary>Tasks around System.Threading.Channels, wired by hand.</summary>
internal sealed class Channels : IDesign
{
    public string Name => "channels";

    public IRun Start(Workload workload) => new Run(workload);

    private sealed class Run : IRun
    {
        private readonly CancellationTokenSource _stopping = new();
        private readonly Channel<Job> _captured;
        private readonly Channel<Job> _prepared;

        // As many as there are buffers, which bound it.
        private readonly Channel<Outcome> _done = Channel.CreateUnbounded<Outcome>(new UnboundedChannelOptions { SingleReader = true });
        private readonly Stages _stages;
        private readonly List<Task> _capturing;
        private readonly List<Task> _preparing;
        private readonly List<Task> _inferring;
        private readonly Task _viewing;

        public Run(Workload workload)
        {
            var settings = workload.Settings;
            _stages = new Stages(workload);
            var live = _stages.Cameras.TrueForAll(camera => camera.IsLive);
            _captured = Channel.CreateBounded<Job>(
                new BoundedChannelOptions(settings.Preprocessors) { FullMode = live ? BoundedChannelFullMode.DropOldest : BoundedChannelFullMode.Wait },
                dropped => _done.Writer.TryWrite(Outcome.Dropped(dropped)));
            _prepared = Channel.CreateBounded<Job>(workload.Devices.Count);

            // Devices block pool threads; where these are as few as cores, the pool takes seconds to make up for it.
            ThreadPool.SetMinThreads(Environment.ProcessorCount + _stages.Devices.Count + _stages.Preprocessors.Count, 1);
            var view = new ViewStage(workload);
            _viewing = ForEachAsync(_done, outcome =>
            {
                view.TakeIn(outcome);
                return ValueTask.CompletedTask;
            });
            _inferring = [.. _stages.Devices.Select(device => ForEachAsync(_prepared, job =>
            {
                device.Infer(job);
                return _done.Writer.WriteAsync(Outcome.Shown(job));
            }))];
            _preparing = [.. _stages.Preprocessors.Select(preprocessor => ForEachAsync(_captured, job =>
            {
                preprocessor.Prepare(job);
                return _prepared.Writer.WriteAsync(job);
            }))];
            _capturing = [.. _stages.Cameras.Select(camera => Task.Factory.StartNew(() => Capture(camera), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        }

        public Task Ended => Task.WhenAny([.. _capturing, .. _preparing, .. _inferring, _viewing]).Unwrap();

        public async Task StopAsync()
        {
            await _stopping.CancelAsync();
            await Task.WhenAll(_capturing);
            _captured.Writer.Complete();
            await Task.WhenAll(_preparing);
            _prepared.Writer.Complete();
            await Task.WhenAll(_inferring);
            _done.Writer.Complete();
            await _viewing;
            _stages.Dispose();
            _stopping.Dispose();
        }

        // Sources block for as long as they like, so each camera has a thread.
        private void Capture(CaptureStage camera)
        {
            Thread.CurrentThread.Name = camera.Name;
            try
            {
                while (true)
                {
                    var job = camera.Capture(_stopping.Token);
                    if (!_captured.Writer.TryWrite(job))
                    {
                        _captured.Writer.WriteAsync(job).AsTask().Wait();
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // Asked to stop.
            }
        }

        private static Task ForEachAsync<T>(Channel<T> channel, Func<T, ValueTask> work) => Task.Run(async () =>
        {
            await foreach (var item in channel.Reader.ReadAllAsync())
            {
                await work(item);
            }
        });
    }
}
