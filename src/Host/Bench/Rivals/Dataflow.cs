using System.Threading.Tasks.Dataflow;
using Actors.Host.Bench.Rivals.Parts;

namespace Actors.Host.Bench.Rivals;

/// <summary>Blocks of TPL Dataflow, linked by hand.</summary>
internal sealed class Dataflow : IDesign
{
    public string Name => "dataflow";

    public IRun Start(Workload workload) => new Run(workload);

    private sealed class Run : IRun
    {
        // One in work, one waiting, so that a device does not idle between two.
        private const int BesideDevice = 2;

        private readonly CancellationTokenSource _stopping = new();
        private readonly BufferBlock<Job> _captured;
        private readonly List<TransformBlock<Job, Job>> _preparing;
        private readonly BufferBlock<Job> _prepared;
        private readonly List<ActionBlock<Job>> _inferring;
        private readonly ActionBlock<Outcome> _viewing;
        private readonly Stages _stages;
        private readonly List<Task> _capturing;

        public Run(Workload workload)
        {
            var settings = workload.Settings;
            _stages = new Stages(workload);

            // Devices block pool threads; where these are as few as cores, the pool takes seconds to make up for it.
            ThreadPool.SetMinThreads(Environment.ProcessorCount + _stages.Devices.Count + _stages.Preprocessors.Count, 1);
            var view = new ViewStage(workload);
            _viewing = new ActionBlock<Outcome>(view.TakeIn);
            _inferring = [.. _stages.Devices.Select(device => new ActionBlock<Job>(
                job =>
                {
                    device.Infer(job);
                    _viewing.Post(Outcome.Shown(job));
                },
                new ExecutionDataflowBlockOptions { BoundedCapacity = BesideDevice }))];
            _prepared = new BufferBlock<Job>(new DataflowBlockOptions { BoundedCapacity = 1 });
            _inferring.ForEach(device => _prepared.LinkTo(device, new DataflowLinkOptions { PropagateCompletion = true }));
            _preparing = [.. _stages.Preprocessors.Select(preprocessor => new TransformBlock<Job, Job>(
                job =>
                {
                    preprocessor.Prepare(job);
                    return job;
                },
                new ExecutionDataflowBlockOptions { BoundedCapacity = 1 }))];
            _captured = new BufferBlock<Job>(new DataflowBlockOptions { BoundedCapacity = settings.Preprocessors });
            _preparing.ForEach(preprocessor => _captured.LinkTo(preprocessor, new DataflowLinkOptions { PropagateCompletion = true }));
            _preparing.ForEach(preprocessor => preprocessor.LinkTo(_prepared));
            _capturing = [.. _stages.Cameras.Select(camera => Task.Factory.StartNew(() => Capture(camera), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        }

        public Task Ended => Task.WhenAny(
            [.. _capturing, .. _preparing.Select(block => block.Completion), .. _inferring.Select(block => block.Completion), _viewing.Completion]).Unwrap();

        public async Task StopAsync()
        {
            await _stopping.CancelAsync();
            await Task.WhenAll(_capturing);
            _captured.Complete();
            await Task.WhenAll(_preparing.Select(block => block.Completion));
            _prepared.Complete();
            await Task.WhenAll(_inferring.Select(block => block.Completion));
            _viewing.Complete();
            await _viewing.Completion;
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
                    while (!_captured.Post(job))
                    {
                        if (!camera.IsLive)
                        {
                            _captured.SendAsync(job).Wait();
                            break;
                        }

                        if (_captured.TryReceive(out var oldest))
                        {
                            _viewing.Post(Outcome.Dropped(oldest));
                        }
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // Asked to stop.
            }
        }
    }
}
