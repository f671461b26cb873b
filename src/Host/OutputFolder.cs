using Actors.View;

namespace Actors.Host;

/// <summary>A folder that a command writes pictures into.</summary>
internal static class OutputFolder
{
    /// <summary>Makes it where it is missing, and sees that it can be written to: before a command's work and not after it.</summary>
    /// <param name="option">What it was named with.</param>
    /// <param name="folder">The folder.</param>
    /// <exception cref="UsageException">It cannot be written to.</exception>
    public static void Require(string option, string folder)
    {
        try
        {
            new SinkSpec.Frames(folder).Probe();
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{option}: '{folder}' is no folder that can be written to: {closed.Message}", closed);
        }
    }
}
