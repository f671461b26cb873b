namespace Actors.Tests.Host.Web;

/// <summary>A host with sixteen cameras.</summary>
public sealed class ManyCamerasWeb() : RunningWeb(["--devices", "2xsim:2ms", .. Enumerable.Range(1, Cameras).SelectMany(number => new[] { "--camera", $"camera{number:00}=test:160x120@2" })])
{
    /// <summary>How many they are.</summary>
    public const int Cameras = 16;
}
