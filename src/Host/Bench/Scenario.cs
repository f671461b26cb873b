namespace Actors.Host.Bench;

/// <summary>Cameras and devices that every design is run on.</summary>
/// <param name="Name">As it is asked for.</param>
/// <param name="Devices">As the option <c>--devices</c> takes them.</param>
internal sealed record Scenario(string Name, string Devices)
{
    /// <summary>How many cameras.</summary>
    public int Cameras { get; init; } = 1;

    /// <summary>Each camera.</summary>
    public string Camera { get; init; } = "test:640x480@0";

    /// <summary>Whether the devices run a model, so that there must be one.</summary>
    public bool NeedsModel { get; init; }

    /// <summary>How many times as long as the others it runs before it is measured, and is measured: where few frames come by, or it is long until they come as they will.</summary>
    public double Patience { get; init; } = 1;

    /// <summary>For how many seconds a process runs it before it is measured there for the first time; null for as long as any other.</summary>
    public double? FirstWarmUp { get; init; }

    /// <summary>All of them.</summary>
    /// <remarks>One camera that shares four devices is <c>4x7.6ms</c>.</remarks>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        .. Counts("7.6ms"),
        .. Counts("2ms"),
        new("unequal", "sim:7.6ms,sim:7.6ms,sim:15ms,sim:40ms"),
        new("jitter", string.Join(',', Enumerable.Range(1, 4).Select(seed => $"sim:7.6ms?jitter=0.3&seed={seed}"))),
        new("4 cameras", "4xsim:7.6ms") { Cameras = 4 },
        new("16 cameras", "4xsim:7.6ms") { Cameras = 16 },
        
        // It has hundreds of buffers to touch, and .NET goes on compiling for the many threads for ten seconds.
        new("64 cameras", "4xsim:7.6ms") { Cameras = 64, Patience = 3, FirstWarmUp = 10 },
        new("30 a second", "2xsim:2ms") { Camera = "test:640x480@30", Patience = 2 },
        new("overload", "2xsim:7.6ms") { Camera = "test:640x480@1052" },
        new("cpu", "2xcpu") { NeedsModel = true, Patience = 4 },
    ];

    private static IEnumerable<Scenario> Counts(string serviceTime) =>
        Enumerable.Range(0, 5).Select(power => 1 << power).Select(count => new Scenario($"{count}x{serviceTime}", $"{count}xsim:{serviceTime}"));
}
