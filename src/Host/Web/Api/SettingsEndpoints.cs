using System.Globalization;
using System.Text.Json;
using Actors.Host.Configuration;
using Actors.Tpu;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Actors.Host.Web;

/// <summary>The settings of the running pipeline: those in force, and those that were given as it runs, which can be changed.</summary>
internal static class SettingsEndpoints
{
    /// <summary>What is in force, and what of it was given as it runs.</summary>
    /// <param name="Version">Grows with each change; also the ETag, which a change may name in If-Match.</param>
    /// <param name="Live">What was given as it runs; a changed one can be put.</param>
    /// <param name="Effective">What is in force.</param>
    internal sealed record SettingsView(int Version, LiveSettings Live, EffectiveSettings Effective);

    /// <summary>Settings in force.</summary>
    /// <param name="Model">The model's file, without its folder.</param>
    /// <param name="Labels">What its classes are called; none where they have numbers only.</param>
    /// <param name="Threshold">Only scores above it count.</param>
    /// <param name="TopK">At most so many objects a frame.</param>
    /// <param name="FramesInFlight">Of a camera that does not say: a number, or auto.</param>
    /// <param name="Devices">The devices as they are written.</param>
    /// <param name="OutOfService">Those that are to stay closed, by name.</param>
    /// <param name="Hocon">The device pool's settings and the preprocessors', as HOCON.</param>
    internal sealed record EffectiveSettings(
        string Model, IReadOnlyList<string> Labels, float Threshold, int TopK, string FramesInFlight,
        IReadOnlyList<string> Devices, IReadOnlyList<string> OutOfService, string Hocon);

    /// <summary>What came of a change.</summary>
    /// <param name="Version">The settings' version now.</param>
    /// <param name="Complete">Whether all of it is in force already. Otherwise the lines say what is not, and why.</param>
    /// <param name="Lines">What changed, and when it was in force.</param>
    internal sealed record SettingsChanged(int Version, bool Complete, IReadOnlyList<string> Lines);

    /// <summary>Adds them.</summary>
    public static void MapSettings(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/settings", Get)
            .Produces<SettingsView>()
            .WithTags("Settings").WithSummary("The settings in force, and under live those that were given as it runs.");
        routes.MapPut("/api/settings", PutAsync)
            .Accepts<LiveSettings>("application/json")
            .Produces<SettingsChanged>().Produces<Refusal>(StatusCodes.Status400BadRequest).Produces<Refusal>(StatusCodes.Status409Conflict).Produces<Refusal>(StatusCodes.Status412PreconditionFailed).Produces<Refusal>(StatusCodes.Status415UnsupportedMediaType)
            .WithTags("Settings").WithSummary("Goes on with these settings over all others, if all of them can be; else nothing changes. What is not in force at once, as a device that does not open yet, is told and goes on being tried. They hold until the host ends. If-Match: the version that they are a change of.");
    }

    private static IResult Get(ObservedPipeline pipeline, HttpContext context)
    {
        var (settings, live, version) = pipeline.InForce;
        context.Response.Headers.ETag = TagOf(version);
        return Results.Json(new SettingsView(version, live, new EffectiveSettings(
            Path.GetFileName(settings.Task.ModelName),
            [.. settings.Task.Labels.Names.OrderBy(name => name.Key).Select(name => name.Value).Distinct(StringComparer.OrdinalIgnoreCase)],
            settings.Task.Filter.Threshold, settings.Task.Filter.TopK, settings.FramesInFlight?.ToString(CultureInfo.InvariantCulture) ?? "auto",
            DeviceSpec.WriteList(settings.Pool.Devices), settings.Pool.OutOfService, HoconOf(settings))), ApiJson.Options);
    }

    private static async Task<IResult> PutAsync(ObservedPipeline pipeline, HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            return Refusal.Of(StatusCodes.Status415UnsupportedMediaType, "Settings are put as application/json.");
        }

        LiveSettings live;
        try
        {
            live = await JsonSerializer.DeserializeAsync<LiveSettings>(context.Request.Body, ApiJson.Options, context.RequestAborted)
                ?? throw new JsonException("null", "$", 0, 0);
        }
        catch (JsonException wrong)
        {
            return Refusal.Of(StatusCodes.Status400BadRequest,
                $"The body is not settings as GET gives them under live: {(wrong.Path is { Length: > 1 } path ? $"{Shown(path)} is not understood" : "it is no JSON object")} (line {(wrong.LineNumber ?? 0) + 1}).");
        }

        if (live.Cameras.Keys.FirstOrDefault(camera => pipeline.CameraOf(camera) is null) is not null)
        {
            return Refusal.Of(StatusCodes.Status400BadRequest, $"Settings name a camera that there is not. There are {string.Join(", ", pipeline.Settings.Cameras.Select(camera => camera.Name))}.");
        }

        if (live.Cameras.FirstOrDefault(camera => camera.Value is null || camera.Value.Classes?.Any(name => string.IsNullOrWhiteSpace(name) || name.Contains(',')) == true) is { Key: { } damaged })
        {
            return Refusal.Of(StatusCodes.Status400BadRequest, $"What is said of camera {damaged} is not understood: classes are labels, none of them empty or with a comma.");
        }

        if (!TryVersion(context.Request.Headers.IfMatch.ToString(), out var expected) || await pipeline.ChangeAsync(live, expected, context.RequestAborted) is not { } outcome)
        {
            return Refusal.Of(StatusCodes.Status412PreconditionFailed, "The settings have been changed meanwhile. Get them again, and make your change to those.");
        }

        return outcome.InForce is { } inForce
            ? Results.Json(new SettingsChanged(inForce.Version, Complete: outcome.Code == ExitCode.Done, outcome.Lines), ApiJson.Options)
            : Refusal.Of(outcome.Code == ExitCode.Usage ? StatusCodes.Status400BadRequest : StatusCodes.Status409Conflict, string.Join(' ', outcome.Lines));
    }

    private static string TagOf(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    private static bool TryVersion(string tag, out int? version)
    {
        version = null;
        if (tag is "" or "*")
        {
            return true;
        }

        if (int.TryParse(tag.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            version = number;
            return true;
        }

        return false;
    }

    // A path is as long as whoever sends it likes.
    private static string Shown(string path) => path.Length > 80 ? $"{path[..80]}…" : path;

    private static string HoconOf(PipelineSettings settings)
    {
        var pool = string.Concat(settings.Pool.ToHocon().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => $"  {line}\n"));
        return string.Create(CultureInfo.InvariantCulture, $$"""
            akka.actor.deployment."/pipeline/tpu" {
            {{pool}}}
            akka.actor.deployment."/pipeline/prepare".nr-of-instances = {{settings.Preprocessors}}
            {{HoconKeys.FramesInFlight}} = {{settings.FramesInFlight?.ToString(CultureInfo.InvariantCulture) ?? "auto"}}

            """);
    }
}
