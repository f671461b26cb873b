using Actors.Capture;

namespace Actors.Host;

/// <summary>Streets that are shown for want of a camera.</summary>
internal static class StandIns
{
    /// <summary>Says on standard error which cameras show one, so that nobody takes it for theirs.</summary>
    public static void Tell(IEnumerable<CameraSettings> cameras)
    {
        foreach (var camera in cameras.Where(camera => camera.Source is SourceUri.Street { IsStandIn: true }))
        {
            Console.Error.WriteLine($"There is no {SourceUri.FirstCamera}: camera {camera.Name} shows a procedural street, {camera.Source}. Name a camera with --camera.");
        }
    }
}
