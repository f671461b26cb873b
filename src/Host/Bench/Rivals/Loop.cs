using Actors.Host.Bench.Rivals.Parts;

namespace Actors.Host.Bench.Rivals;

/// <summary>One stage after another in a loop, on one device: what most examples do.</summary>
internal sealed class Loop : IDesign
{
    public string Name => "loop";

    public IRun Start(Workload workload) => new Run(workload);

    private sealed class Run : IRun
    {
        private readonly CancellationTokenSource _stopping = new();
        private readonly Task _loop;

        public Run(Workload workload) =>
            _loop = Task.Factory.StartNew(() => Work(workload), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        public Task Ended => _loop;

        public async Task StopAsync()
        {
            await _stopping.CancelAsync();
            await _loop;
            _stopping.Dispose();
        }

        private void Work(Workload workload)
        {
            Thread.CurrentThread.Name = "loop";
            using var prepare = new PrepareStage(workload.Settings.Task);
            using var infer = new InferStage(0, workload);
            var view = new ViewStage(workload);
            var cameras = workload.Settings.Cameras.Select((_, number) => new CaptureStage(number, workload.Settings)).ToList();
            try
            {
                for (var turn = 0; ; turn = (turn + 1) % cameras.Count)
                {
                    var job = cameras[turn].Capture(_stopping.Token);
                    prepare.Prepare(job);
                    infer.Infer(job);
                    view.Show(job);
                    job.GiveBack();
                }
            }
            catch (OperationCanceledException)
            {
                // Asked to stop.
            }

            cameras.ForEach(camera => camera.Dispose());
        }
    }
}
