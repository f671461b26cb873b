namespace Actors.Host.Web;

/// <summary>What a stream of events tells of.</summary>
[Flags]
internal enum EventKinds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Every frame's result.</summary>
    Detections = 1,

    /// <summary>Every change of a device's state.</summary>
    Device = 2,

    /// <summary>The pipeline's status, every second.</summary>
    Status = 4,

    /// <summary>That settings have changed.</summary>
    Settings = 8,

    /// <summary>Everything.</summary>
    All = Detections | Device | Status | Settings,
}
