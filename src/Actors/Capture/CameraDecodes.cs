namespace Actors.Capture;

/// <summary>Published on the actor system's event stream: how a camera's stream is decoded, from now on.</summary>
/// <param name="Camera">The camera.</param>
/// <param name="How">For people: <c>h264 (software), reduced to 1/2: 640x360 of 1280x720</c>.</param>
public sealed record CameraDecodes(string Camera, string How);
