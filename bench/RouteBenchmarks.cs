using Actors.Capture;
using Actors.Prepare;
using Actors.Route;
using Actors.View;
using BenchmarkDotNet.Attributes;

namespace Actors.Bench;

/// <summary>A frame's bookkeeping: through the ledger of four devices, and through the reorder buffer.</summary>
[MemoryDiagnoser]
public class RouteBenchmarks
{
    private static readonly string[] Workers = ["sim:0", "sim:1", "sim:2", "sim:3"];
    private static readonly TimeSpan ServiceTime = TimeSpan.FromMilliseconds(7.6);

    private static readonly IReadOnlyList<InputForm> Forms = [new DetectionTask().Form];

    private readonly LeaseLedger _ledger = new(maxAttempts: 3);
    private readonly ReorderBuffer<long> _reorder = new();
    private long _sequence;
    private long _order;

    [GlobalSetup]
    public void Setup()
    {
        foreach (var worker in Workers)
        {
            _ledger.Demand(worker, new Epoch(1), 2, Forms[0]);
        }
    }

    [Benchmark]
    public int Ledger()
    {
        var now = ServiceTime * _sequence;
        _ledger.TakeIn(new FrameId("front", _sequence++), Forms, TimeSpan.Zero);
        _ledger.TryLease(now, out var grant);
        _ledger.Settle(grant.Frame, grant.Worker, grant.Epoch, ServiceTime, now + ServiceTime);
        return _ledger.WaitingCount;
    }

    [Benchmark(OperationsPerInvoke = 2)]
    public long Reorder()
    {
        _reorder.Add(_order + 1, _order + 1);
        _reorder.Add(_order, _order);
        var last = 0L;
        while (_reorder.TryTake(out var item))
        {
            last = item;
        }

        _order += 2;
        return last;
    }
}
