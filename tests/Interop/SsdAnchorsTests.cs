using Actors.Interop;

namespace Actors.Tests.Interop;

public class SsdAnchorsTests
{
    [Fact]
    public void Four_numbers_a_line_apart_by_anything_usual_are_read_in_their_order()
    {
        var anchors = SsdAnchors.Parse(["ycenter,xcenter,h,w", "# a comment", "", "0.5, 0.25, 0.2, 0.1", "1e-1\t0.2\t0.3\t0.4", "  0.1;0.2;0.3;0.4  "]);

        Assert.Equal(3, anchors.Count);
        Assert.Equal(new SsdAnchors.Anchor(0.5f, 0.25f, 0.2f, 0.1f), anchors[0]);
        Assert.Equal(new SsdAnchors.Anchor(0.1f, 0.2f, 0.3f, 0.4f), anchors[1]);
        Assert.Equal(anchors[1], anchors[2]);
    }

    [Theory]
    [InlineData("0.5, 0.5, 0.1")]
    [InlineData("0.5, 0.5, 0.1, 0.1, 1")]
    [InlineData("0.5, 0.5, 0.1, x")]
    [InlineData("0.5, 0.5, 0, 0.1")]
    [InlineData("0.5, 0.5, 0.1, -1")]
    [InlineData("0.5, 0.5, 0.1, NaN")]
    [InlineData("b, 0.5, 0.1, 0.1")]
    public void A_line_that_is_no_anchor_is_told_with_its_number(string line)
    {
        var told = Assert.Throws<FormatException>(() => SsdAnchors.Parse(["# anchors", "0.5, 0.5, 0.1, 0.1", line])).Message;

        Assert.Contains($"line 3, '{line}'", told, StringComparison.Ordinal);
        Assert.Contains("ycenter, xcenter, height, width", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_any_is_none() =>
        Assert.Contains("no anchors", Assert.Throws<FormatException>(() => SsdAnchors.Parse(["# none"])).Message, StringComparison.Ordinal);

    [Fact]
    public void Anchors_are_equal_by_what_they_are()
    {
        Assert.Equal(SsdAnchors.Parse(["0.5 0.5 0.1 0.1"]), SsdAnchors.Parse(["0.5, 0.5, 0.1, 0.1"]));
        Assert.NotEqual(SsdAnchors.Parse(["0.5 0.5 0.1 0.1"]), SsdAnchors.Parse(["0.5, 0.5, 0.1, 0.2"]));
    }
}
