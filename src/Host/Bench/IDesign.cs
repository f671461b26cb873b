namespace Actors.Host.Bench;

/// <summary>A way to wire cameras, preprocessing, devices and drawing together.</summary>
internal interface IDesign
{
    /// <summary>As tables call it.</summary>
    string Name { get; }

    /// <summary>Starts it on a workload; pictures go to the workload's recorder.</summary>
    IRun Start(Workload workload);
}

/// <summary>A design at work.</summary>
internal interface IRun
{
    /// <summary>Completes when it is over before anybody stopped it, or any part of it; faults where that failed.</summary>
    Task Ended { get; }

    /// <summary>Stops capturing, lets the frames on their way come out, and frees everything. Faults where the run failed.</summary>
    Task StopAsync();
}
