namespace Actors.Host.Reload;

/// <summary>All settings, as they were read at one moment and found good.</summary>
/// <param name="Pipeline">Those that a running pipeline takes over.</param>
/// <param name="NeedRestart">One line for each of the others that is not as the program started with.</param>
internal sealed record Reading(PipelineSettings Pipeline, IReadOnlyList<string> NeedRestart);
