namespace Actors.Capture;

/// <summary>What a camera does with a new frame when all its frames in flight are taken.</summary>
public enum OnFull
{
    /// <summary>Drop the oldest frame that has not been handed on, so that the newest goes next. For live cameras.</summary>
    DropOldest,

    /// <summary>Wait, so that no frame is lost. For files.</summary>
    Wait,
}
