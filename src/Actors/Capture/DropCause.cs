namespace Actors.Capture;

/// <summary>Why a frame did not come out at the end.</summary>
public enum DropCause
{
    /// <summary>A newer frame came before the devices were ready for this one.</summary>
    Overrun,

    /// <summary>The source gave something that is no picture.</summary>
    Unreadable,

    /// <summary>Preparing it for the model failed.</summary>
    PrepareFailed,

    /// <summary>Every attempt to run the model on it failed.</summary>
    InferenceFailed,

    /// <summary>No device was in service, and the camera is live or the run was ending.</summary>
    NoDevice,
}
