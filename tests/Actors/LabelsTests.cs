namespace Actors.Tests;

public class LabelsTests
{
    [Fact]
    public void Lines_are_named_by_their_place()
    {
        var labels = Labels.Parse(["person", "  bicycle ", "", "car"]);

        Assert.Equal(("person", "bicycle", "car"), (labels[0], labels[1], labels[3]));
    }

    [Theory]
    [InlineData("0  person", "16  cat")]
    [InlineData("0: person", "16: cat")]
    [InlineData("0\tperson", "16\tcat")]
    [InlineData("0 person", "16 cat", "")]
    [InlineData("0 person", "16 cat", "   ")]
    [InlineData(" 0 person", "16 cat")]
    public void Numbered_lines_are_named_by_their_number(params string[] lines)
    {
        var labels = Labels.Parse(lines);

        Assert.Equal(("person", "cat"), (labels[0], labels[16]));
        Assert.Equal("1", labels[1]);
    }

    [Fact]
    public void Names_that_begin_with_a_number_do_not_number_the_others()
    {
        var labels = Labels.Parse(["7 up", "cola"]);

        Assert.Equal(("7 up", "cola"), (labels[0], labels[1]));
    }

    [Fact]
    public void A_number_alone_is_a_name() =>
        Assert.Equal(("7", "8"), (Labels.Parse(["7", "8"])[0], Labels.Parse(["7", "8"])[1]));

    [Fact]
    public void A_class_without_a_name_is_called_by_its_number()
    {
        var labels = Labels.Parse(["person", "", "car"]);

        Assert.Equal(("1", "99", "-1"), (labels[1], labels[99], labels[-1]));
        Assert.Equal("5", Labels.None[5]);
    }

    [Fact]
    public void A_files_byte_order_mark_is_no_part_of_the_first_name()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.PathOf("labels.txt"), "person\r\nbicycle\r\n", new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        var labels = Labels.FromFile(folder.PathOf("labels.txt"));

        Assert.Equal(("person", "bicycle"), (labels[0], labels[1]));
    }
}
