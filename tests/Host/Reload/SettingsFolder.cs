using System.CommandLine;
using Actors.Capture;
using Actors.Host.Configuration;
using Actors.Host.Reload;

namespace Actors.Tests.Host.Reload;

/// <summary>Settings in files of a test's own, read as <c>run</c> does.</summary>
internal sealed class SettingsFolder : IDisposable
{
    private readonly ModelOptions _options = new();
    private readonly Command _command = new("run");

    public SettingsFolder() => _options.AddTo(_command);

    public TemporaryFolder Folder { get; } = new();

    /// <summary>The file of <c>--config</c>.</summary>
    public string Json => Folder.PathOf("own.json");

    /// <summary>The file of <c>--hocon</c>.</summary>
    public string Hocon => Folder.PathOf("own.conf");

    /// <summary>Writes both. A camera and a simulated device where nothing else is said.</summary>
    public SettingsFolder Write(string json = """{ "Cameras": { "a": { "Source": "test:64x48@30" } }, "Outputs": [ "none" ] }""", string hocon = "")
    {
        File.WriteAllText(Json, json);
        File.WriteAllText(Hocon, hocon);
        return this;
    }

    /// <summary>Reads them for the first time, under a command line.</summary>
    public PlanReader Read(params string[] arguments) => Read([], camera => camera, arguments);

    /// <summary>The same, with what only <c>run</c> has on its command line.</summary>
    public PlanReader Read(IReadOnlyList<KeyValuePair<string, string?>> given, Func<CameraSettings, CameraSettings> overridden, params string[] arguments) =>
        new(_options, _command.Parse(["--config", Json, "--hocon", Hocon, .. arguments]), given, overridden);

    public void Dispose() => Folder.Dispose();
}

/// <summary>Reading again what files and the command line say.</summary>
internal static class PlanReaderReads
{
    /// <summary>Reads again, with nothing over it.</summary>
    public static Reading Again(this PlanReader reader) => reader.Again(LiveSettings.None);
}
