using System.Diagnostics;
using Actors.Capture;
using Actors.Prepare;
using Akka.Actor;
using Akka.Routing;

namespace Actors.Tests.Prepare;

public class PreparePoolTests : ActorTest
{
    [Fact]
    public void Frames_that_wait_bring_in_preprocessors_one_after_another_up_to_the_bound()
    {
        var pool = ChildOfPipeline(Props.Create(() => new Slow(TestActor)).WithRouter(FromConfig.Instance), "prepare");
        pool.Tell(new PreparePool.UseBounds(2, 4));
        var preprocessors = new HashSet<IActorRef>();

        AwaitAssert(() =>
        {
            pool.Tell(Frames.Empty("front", 0, TestActor, TestActor));
            preprocessors.Add(ExpectMsg<IActorRef>());
            Assert.Equal(4, preprocessors.Count);
        });

        for (var i = 0; i < 20; i++)
        {
            pool.Tell(Frames.Empty("front", 0, TestActor, TestActor));
            Assert.Contains(ExpectMsg<IActorRef>(), preprocessors);
        }
    }

    // Says of every frame that it had waited for a second.
    private sealed class Slow : ReceiveActor
    {
        public Slow(IActorRef heard) => Receive<Frame>(frame =>
        {
            frame.CountPrepared(Stopwatch.GetTimestamp() + Stopwatch.Frequency, TimeSpan.FromSeconds(1));
            heard.Tell(Self);
        });
    }
}
