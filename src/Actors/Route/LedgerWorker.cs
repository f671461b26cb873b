using Actors.Prepare;

namespace Actors.Route;

/// <summary>A worker in the <see cref="LeaseLedger"/>.</summary>
/// <param name="name">Its device's name.</param>
/// <param name="form">The form in which it takes frames.</param>
internal sealed class LedgerWorker(string name, InputForm form)
{
    public string Name { get; } = name;

    /// <summary>The life that it is in, or was in last.</summary>
    public Epoch Epoch { get; set; }

    /// <summary>How many frames more it may be given.</summary>
    public int Credits { get; set; }

    /// <summary>Whether it has begun a life that has not ended.</summary>
    public bool InService { get; set; }

    /// <summary>Gets no further lease; see <see cref="LeaseLedger.Retire"/>.</summary>
    public bool Retiring { get; set; }

    /// <summary>In service, and gets no further lease until it is woken; see <see cref="LeaseLedger.Rest"/>.</summary>
    public bool Resting { get; set; }

    /// <summary>Parked, and frames wait for it where there is no other.</summary>
    public bool Awaited { get; set; }

    public ServiceTimes Times { get; set; } = new();

    /// <summary>Leases in the order given; the worker runs them in that order.</summary>
    public List<LedgerEntry> Held { get; } = [];

    /// <summary>Since when the first of <see cref="Held"/> has been running.</summary>
    public TimeSpan RunningSince { get; set; }

    /// <summary>When it was given its last frame.</summary>
    public TimeSpan LeasedAt { get; set; }

    /// <summary>Whether it may be given frames.</summary>
    public bool Serves => InService && !Retiring && !Resting;

    /// <summary>Whether it serves and has nothing to do.</summary>
    public bool Idles => Serves && Credits > 0 && Held.Count == 0;

    /// <summary>Whether it takes a frame in one of the forms in which that was prepared.</summary>
    public bool Takes(LedgerEntry entry)
    {
        // Asked for every frame and worker, and a loop allocates nothing.
        for (var i = 0; i < entry.Forms.Count; i++)
        {
            if (entry.Forms[i] == form)
            {
                return true;
            }
        }

        return false;
    }
}
