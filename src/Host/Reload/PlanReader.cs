using System.CommandLine;
using Actors.Capture;
using Actors.Host.Configuration;

namespace Actors.Host.Reload;

/// <summary>Reads all settings of a run, again and again: each time the command line over the environment over the files.</summary>
/// <remarks>Not thread-safe; one reading at a time. It disposes the models of the first and the last reading; those between are for whoever knows when they are not used any more.</remarks>
internal sealed class PlanReader : IDisposable
{
    private readonly ModelOptions _options;
    private readonly ParseResult _line;
    private readonly IReadOnlyList<KeyValuePair<string, string?>> _given;
    private readonly Func<CameraSettings, CameraSettings> _overridden;
    private readonly FixedSettings _fixed;
    private PipelinePlan _last;

    /// <summary>Reads for the first time.</summary>
    /// <param name="options">The options that all commands share.</param>
    /// <param name="line">The command line.</param>
    /// <param name="given">Further settings of the command line, as configuration keys.</param>
    /// <param name="overridden">What the command line says of every camera.</param>
    /// <exception cref="UsageException">A setting is wrong, or what it names is missing.</exception>
    public PlanReader(ModelOptions options, ParseResult line, IReadOnlyList<KeyValuePair<string, string?>> given, Func<CameraSettings, CameraSettings> overridden)
    {
        _options = options;
        _line = line;
        _given = given;
        _overridden = overridden;
        (First, Settings) = Read(before: null);
        _last = First;
        _fixed = new FixedSettings(First);
    }

    /// <summary>The plan that the program starts with.</summary>
    public PipelinePlan First { get; }

    /// <summary>The pipeline that it starts with.</summary>
    public PipelineSettings Settings { get; }

    /// <summary>Reads again, with settings that go over all others.</summary>
    /// <exception cref="UsageException">A setting is wrong, or what it names is missing; the next reading goes by the last good one.</exception>
    public Reading Again(LiveSettings live)
    {
        var (plan, settings) = Read(_last, live);
        _last = plan;
        return new Reading(settings, _fixed.Differences(plan));
    }

    public void Dispose()
    {
        First.Dispose();
        _last.Dispose();
    }

    private (PipelinePlan Plan, PipelineSettings Settings) Read(PipelinePlan? before, LiveSettings? live = null)
    {
        var plan = PipelinePlan.Load(_options, _line, _given, before, live);
        try
        {
            var settings = plan.Pipeline(before);
            return (plan, settings with { Cameras = [.. settings.Cameras.Select(_overridden)] });
        }
        catch
        {
            if (plan.Task.Model != before?.Task.Model)
            {
                plan.Dispose();
            }

            throw;
        }
    }
}
