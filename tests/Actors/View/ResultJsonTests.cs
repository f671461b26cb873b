using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Actors.Capture;
using Actors.Prepare;
using Actors.View;

namespace Actors.Tests.View;

public class ResultJsonTests
{
    private static readonly FrameResult Result = new(
        new FrameId("front", 41),
        new DateTimeOffset(2026, 1, 1, 1, 0, 0, TimeSpan.FromHours(1)),
        "cpu:0",
        Attempt: 1,
        new FrameLatency(0.4, 0.1, 7.6, 9.0),
        [new DetectedObject(16, "cat", 0.72f, new PixelBox(91, 131, 617, 846))]);

    [Fact]
    public void The_schema_is_the_one_that_programs_rely_on()
    {
        const string expected = """{"camera":"front","sequence":41,"captured":"2026-01-01T00:00:00.000Z","device":"cpu:0","attempt":1,"latency":{"prepareMs":0.40,"waitMs":0.10,"inferMs":7.60,"totalMs":9.00},"detections":[{"classId":16,"label":"cat","score":0.7200,"box":{"x":91.0,"y":131.0,"width":617.0,"height":846.0}}]}""";

        Assert.Equal(expected, Write(Result));
    }

    [Fact]
    public void Numbers_have_so_many_decimals_always()
    {
        var json = Write(Result with
        {
            Latency = new FrameLatency(0.1 + 0.2, 1.0 / 3, 2.0 / 3, 10),
            Detections = [new DetectedObject(0, "x", 0.1f, new PixelBox(0.04, 0.05, 2.0 / 3, 1e6))],
        });

        Assert.Contains("\"prepareMs\":0.30,\"waitMs\":0.33,\"inferMs\":0.67,\"totalMs\":10.00", json, StringComparison.Ordinal);
        Assert.Contains("\"score\":0.1000,\"box\":{\"x\":0.0,\"y\":0.0,\"width\":0.7,\"height\":1000000.0}", json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_frame_without_detections_says_so() =>
        Assert.EndsWith("\"detections\":[]}", Write(Result with { Detections = [] }), StringComparison.Ordinal);

    [Fact]
    public void Names_of_any_language_stay_readable_and_the_line_one_line()
    {
        var json = Write(Result with { Frame = new FrameId("Straße \"1\"\n", 0), Detections = [Result.Detections[0] with { Label = "猫 <b>" }] });

        Assert.Contains("Straße \\\"1\\\"\\n", json, StringComparison.Ordinal);
        Assert.Contains("\"猫 <b>\"", json, StringComparison.Ordinal);
        Assert.Equal("猫 <b>", JsonDocument.Parse(json).RootElement.GetProperty("detections")[0].GetProperty("label").GetString());
    }

    [Fact]
    public void The_machines_language_does_not_matter()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = "," } };

            JsonDocument.Parse(Write(Result));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static string Write(FrameResult result)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, ResultJson.Options))
        {
            ResultJson.Write(json, result);
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
