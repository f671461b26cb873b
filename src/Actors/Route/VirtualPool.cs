namespace Actors.Route;

/// <summary>Reckons how many of the devices there are would do: a <see cref="VirtualQueue"/> for one of them, for two, and so on.</summary>
/// <remarks>The first of so many are the fastest. Pure; in seconds.</remarks>
internal sealed class VirtualPool
{
    private readonly List<VirtualQueue> _queues = [];
    private double[] _service = [];
    private double _bound;

    /// <summary>The devices of now.</summary>
    /// <param name="service">What each takes over a frame, the fastest first.</param>
    /// <param name="bound">When a frame is late.</param>
    /// <param name="newAreTooSlowAt">When a number of devices with which was not reckoned before counts as having been too few.</param>
    public void Use(double[] service, double bound, double newAreTooSlowAt)
    {
        _service = service;
        _bound = bound;
        if (_queues.Count > _service.Length)
        {
            _queues.RemoveRange(_service.Length, _queues.Count - _service.Length);
        }

        while (_queues.Count < _service.Length)
        {
            _queues.Add(new VirtualQueue(_queues.Count + 1, newAreTooSlowAt));
        }
    }

    /// <summary>A frame comes.</summary>
    public void Arrive(double now)
    {
        foreach (var queue in _queues)
        {
            queue.Arrive(now, _service, _bound);
        }
    }

    /// <summary>Whether so many devices have been enough since a time.</summary>
    public bool Sufficed(int devices, double since) => _queues[devices - 1].TooSlowAt <= since;

    /// <summary>So many devices, and any fewer, have turned out to be too few.</summary>
    public void CountTooSlow(int devices, double now)
    {
        foreach (var queue in _queues.Take(devices))
        {
            queue.TooSlowAt = now;
        }
    }
}
