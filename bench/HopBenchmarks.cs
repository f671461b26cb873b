using Akka.Actor;
using Akka.Configuration;
using BenchmarkDotNet.Attributes;

namespace Actors.Bench;

/// <summary>One message from an actor to another: while both are busy, and to one that sleeps on a thread of its own.</summary>
[MemoryDiagnoser]
public class HopBenchmarks
{
    private const int Hops = 1000;

    private readonly ManualResetEventSlim _done = new();
    private ActorSystem _system = null!;
    private IActorRef _pooled = ActorRefs.Nobody;
    private IActorRef _pinned = ActorRefs.Nobody;

    private sealed record Ball(int Left);

    private sealed class Player : UntypedActor
    {
        private readonly ManualResetEventSlim _done;
        private readonly IActorRef _other;

        public Player(ManualResetEventSlim done, IActorRef other)
        {
            _done = done;
            _other = other;
        }

        protected override void OnReceive(object message)
        {
            if (message is not Ball { Left: var left })
            {
                return;
            }

            if (left == 0)
            {
                _done.Set();
                return;
            }

            (_other.IsNobody() ? Sender : _other).Tell(new Ball(left - 1));
        }
    }

    [GlobalSetup]
    public void Setup()
    {
        _system = ActorSystem.Create("bench", ConfigurationFactory.ParseString("akka.loglevel = OFF, own { type = \"Actors.Threads.PinnedThread, Actors\" }"));
        _pooled = Pair(null);
        _pinned = Pair("own");
    }

    [GlobalCleanup]
    public void Cleanup() => _system.Terminate().Wait();

    [Benchmark(OperationsPerInvoke = Hops)]
    public void ToAnActorOfThePool() => Play(_pooled);

    [Benchmark(OperationsPerInvoke = Hops)]
    public void ToAnActorWithAThreadOfItsOwn() => Play(_pinned);

    private IActorRef Pair(string? dispatcher)
    {
        var answering = Props.Create(() => new Player(_done, ActorRefs.Nobody));
        var other = _system.ActorOf(dispatcher is null ? answering : answering.WithDispatcher(dispatcher));
        return _system.ActorOf(Props.Create(() => new Player(_done, other)));
    }

    private void Play(IActorRef player)
    {
        _done.Reset();
        player.Tell(new Ball(Hops));
        _done.Wait();
    }
}
