namespace Actors.Capture.Ffmpeg;

/// <summary>What ffmpeg is to decode with.</summary>
internal enum Acceleration
{
    /// <summary>Software alone.</summary>
    None,

    /// <summary>Whatever ffmpeg finds (VA-API, NVDEC, Quick Sync, …); it goes on in software where it finds none.</summary>
    Any,

    /// <summary><see cref="KernelDecoder"/>.</summary>
    Kernel,
}
