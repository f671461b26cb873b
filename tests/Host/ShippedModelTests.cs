using System.Globalization;
using System.Text.RegularExpressions;

namespace Actors.Tests.Host;

/// <summary>What a user has who has only just cloned the repository: the street, and the models that come with it.</summary>
public sealed partial class ShippedModelTests : IDisposable
{
    // On 40 streets it is by chance a few points above or below what its card says of a thousand.
    private const double LeastPrecision = 0.75;

    private readonly HostProgram _program = new();

    public ShippedModelTests() => _program.Environment["ACTORS_MODELS"] = Repository.PathOf("models");

    public void Dispose() => _program.Dispose();

    [SkippableFact]
    public async Task It_finds_what_is_in_streets_that_it_was_not_trained_on_and_the_large_model_more()
    {
        (await _program.RunAsync("dataset", "--out", "streets", "--count", "40", "--seed", "77")).Done();

        var small = await PrecisionAsync();
        var large = await PrecisionAsync("--model", "hardnet68_ssd_320_street_int8");

        Assert.InRange(small.AtHalf, LeastPrecision, 1);
        Assert.InRange(large.Average, small.Average, 1);
    }

    [SkippableTheory]
    [InlineData("2xcpu")]
    [InlineData("4xsim:10ms?answers=cpu")]
    public async Task The_summary_tells_how_much_of_the_street_it_finds(string devices)
    {
        var result = await _program.RunAsync("run", "--camera", "street:640x480@0?seed=41", "--devices", devices, "--frames", "40", "--output", "none");

        var (objects, precision, recall) = FoundIn(result.Done().Error);
        Assert.True(objects > 40 && precision >= 80 && recall >= 45, result.Error);
    }

    private async Task<(double Average, double AtHalf)> PrecisionAsync(params string[] options)
    {
        var json = (await _program.RunAsync(["eval", "--data", "streets", "--devices", "2xcpu", "--json", .. options])).Done().Json;
        Assert.StartsWith("by name, 5 of 5", json.GetProperty("classes").GetProperty("rule").GetString(), StringComparison.Ordinal);
        var accuracy = json.GetProperty("accuracy");
        return (accuracy.GetProperty("ap").GetDouble(), accuracy.GetProperty("ap50").GetDouble());
    }

    private static (int Objects, int Precision, int Recall) FoundIn(string summary)
    {
        var found = Found().Match(summary);
        Assert.True(found.Success, summary);
        return (Number(found.Groups[1]), Number(found.Groups[2]), Number(found.Groups[3]));
    }

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex("^ *camera0 .* ([0-9]+) +([0-9]+) % +([0-9]+) %", RegexOptions.Multiline)]
    private static partial Regex Found();
}
