using Akka.Actor;
using Akka.Configuration;

namespace Actors.Host.Bench;

/// <summary>This program's pipeline, as <c>run</c> starts it.</summary>
internal sealed class ActorPipeline : IDesign
{
    // Without the host there is no log to go to; what matters shows in the figures.
    private static readonly Config Quiet = ConfigurationFactory.ParseString("akka.loglevel = ERROR, akka.stdout-loglevel = OFF");

    public string Name => "actors";

    public IRun Start(Workload workload) => new Run(workload);

    private sealed class Run : IRun
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ActorSystem _system;
        private readonly IActorRef _pipeline;

        public Run(Workload workload)
        {
            var meter = PipelineMeter.Of(workload.Settings, workload.Hocon);
            _system = ActorSystem.Create("bench", Quiet.WithFallback(workload.Hocon));
            _pipeline = _system.ActorOf(PipelineActor.Props(workload.Settings, meter, _ended), "pipeline");
        }

        public Task Ended => _ended.Task;

        public async Task StopAsync()
        {
            try
            {
                _pipeline.Tell(PipelineActor.Drain.Instance);
                await _ended.Task;
            }
            finally
            {
                await _system.Terminate();
            }
        }
    }
}
