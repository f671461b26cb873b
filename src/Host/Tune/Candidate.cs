using System.Globalization;

namespace Actors.Host.Tune;

/// <summary>Settings that are to be measured.</summary>
/// <param name="Preprocessors">How many work at once.</param>
/// <param name="Credits">Frames a device may hold.</param>
/// <param name="FramesInFlight">Of each camera; null to derive it from the devices.</param>
/// <param name="Split">How the CPU is split; null to leave the devices as they are.</param>
internal sealed record Candidate(PreprocessorCount Preprocessors, int Credits, int? FramesInFlight, CpuSplit? Split)
{
    /// <summary>The settings that are in force.</summary>
    public static Candidate Of(PipelineSettings settings) => new(new(settings.Preprocessors, Math.Max(settings.Preprocessors, settings.MostPreprocessors)), settings.Pool.Credits, settings.FramesInFlight, null);

    /// <summary>These settings put in place of a pipeline's own. The one place that does so.</summary>
    /// <param name="settings">The pipeline's.</param>
    /// <param name="cpu">The CPU's part of its devices.</param>
    public PipelineSettings AppliedTo(PipelineSettings settings, CpuShare? cpu) => settings with
    {
        Preprocessors = Preprocessors.Least,
        MostPreprocessors = Preprocessors.Most,
        FramesInFlight = FramesInFlight,
        Pool = settings.Pool with { Credits = Credits, Devices = Split is { } split ? cpu!.With(split) : settings.Pool.Devices },
    };

    /// <summary>This one with each setting of another in which that differs from a third.</summary>
    public Candidate Taking(Candidate other, Candidate from) => new(
        other.Preprocessors != from.Preprocessors ? other.Preprocessors : Preprocessors,
        other.Credits != from.Credits ? other.Credits : Credits,
        other.FramesInFlight != from.FramesInFlight ? other.FramesInFlight : FramesInFlight,
        other.Split != from.Split ? other.Split : Split);

    /// <summary>Orders candidates by what they take: CPU threads, then memory, then what is passed around.</summary>
    /// <param name="current">How the CPU is split where a candidate leaves it as it is.</param>
    public (int Threads, int FramesInFlight, int Preprocessors, int Credits) Cost(CpuSplit? current) =>
        ((Split ?? current)?.TotalThreads ?? 0, FramesInFlight ?? 0, Preprocessors.Most, Credits);

    /// <summary>In words.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{(Split is null ? "" : $"{Split}, ")}preprocessors {Preprocessors}, credits {Credits}, in flight {FramesInFlight?.ToString(CultureInfo.InvariantCulture) ?? "auto"}");
}
