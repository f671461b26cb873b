using System.Text.Json;

namespace Actors.Tests.Host;

/// <summary>What a run of the program came to.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record HostResult(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of standard output.</summary>
    public IReadOnlyList<string> OutputLines => Lines(Output);

    /// <summary>Standard output as one result a line; each line must be whole.</summary>
    public IReadOnlyList<FrameLine> Frames => FrameLine.ParseAll(Output);

    /// <summary>Standard output as one JSON document.</summary>
    public JsonElement Json => JsonElement.Parse(Output);

    /// <summary>Asserts that the program did what it was asked to.</summary>
    public HostResult Done()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Error}");
        return this;
    }

    /// <summary>Asserts that it refused with this exit code and one line that says so, without a stack trace or results, and gives the line.</summary>
    public string Refused(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode} instead of {exitCode}: {Error}");
        Assert.Equal("", Output);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        return Assert.Single(Lines(Error), line => !IsChatter(line));
    }

    // What libjpeg, libpng and TensorFlow Lite print by themselves.
    private static bool IsChatter(string line) =>
        line.StartsWith("INFO: ", StringComparison.Ordinal) || line.StartsWith("ERROR: ", StringComparison.Ordinal)
        || line.StartsWith("Premature end of JPEG", StringComparison.Ordinal);

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
