using Actors.Capture;
using Actors.Route;
using Actors.Tpu;

namespace Actors.Tests.Route;

public class TpuPoolTests : ActorTest
{
    [Fact]
    public void A_lease_reaches_a_worker_that_the_router_has_not_counted_in_yet()
    {
        var worker = CreateTestProbe();
        var lease = new TpuWorker.Lease(worker.Ref, new FrameId("front", 0), new Epoch(1), 1, default, default);

        new TpuPool(ReferenceConfig.Value.GetConfig(PoolSettings.Section)).CreateRouter(Sys).Route(lease, TestActor);

        Assert.Equal(lease, worker.ExpectMsg<TpuWorker.Lease>());
    }
}
