using Actors.Host;
using Actors.Host.Catalogue;
using Actors.Host.Configuration;

namespace Actors.Tests.Host.Catalogue;

/// <summary>What the catalogue says, and what it must not.</summary>
public sealed class ModelCatalogueTests : IDisposable
{
    private const string Digest = "1a2270d37dd7d0f84acc49e069391312e697cf12";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_programs_own_is_right_and_has_a_model_of_each_kind()
    {
        var catalogue = ModelCatalogue.Load();

        Assert.Contains(catalogue.Models, model => model.Name == new HostSettings.ModelSection().Path);
        Assert.Contains(catalogue.Models, model => model.Resize == "letterbox");
        Assert.Equal("https://github.com/google-coral/test_data/raw/104342d2d3480b3e66203073dac24f4e2dbb4c41/efficientdet_lite0_320_ptq_edgetpu.tflite",
            catalogue.AddressOf(catalogue.Require("efficientdet_lite0").EdgeTpu!).AbsoluteUri);
        Assert.All(catalogue.Models, model => Assert.All(model.Files, file => Assert.Equal(file == model.EdgeTpu, file.Stem.EndsWith("_edgetpu", StringComparison.Ordinal))));

        // By which the CPU's file is found beside the one for Edge TPUs.
        Assert.All(catalogue.Models.Where(model => model is { Cpu: not null, EdgeTpu: not null }), model => Assert.Equal($"{model.Cpu!.Stem}_edgetpu", model.EdgeTpu!.Stem));
    }

    [SkippableFact]
    public void Real_files_are_as_it_says()
    {
        var catalogue = ModelCatalogue.Load();
        var model = catalogue.Require("coco_ssd_mobilenet_v1_quant");

        Assert.Null(LocalFile.At(model.Cpu!, SharedData.PathOf(SharedData.CocoDetector)).Difference);
        Assert.Null(LocalFile.At(catalogue.LabelsOf(model), SharedData.PathOf(SharedData.CocoLabels)).Difference);
    }

    [Theory]
    [InlineData("walker", false, "walker_300.tflite")]
    [InlineData("walker", true, "walker_300_edgetpu.tflite")]
    [InlineData("walker_300", true, "walker_300.tflite")]
    [InlineData("walker_300_edgetpu", false, "walker_300_edgetpu.tflite")]
    public void A_name_means_the_file_for_the_devices_and_a_files_name_that_file(string name, bool forEdgeTpu, string file)
    {
        var catalogue = Read(Model());

        Assert.Equal(file, catalogue.Require(name).FileFor(name, forEdgeTpu).File);
    }

    [Fact]
    public void An_unknown_name_is_told_with_those_there_are()
    {
        var refused = Assert.Throws<UsageException>(() => Read(Model()).Require("runner"));

        Assert.Equal("The catalogue has no model 'runner'. It has walker.", refused.Message);
    }

    [Fact]
    public void Without_a_catalogue_there_are_no_models() => Assert.Empty(ModelCatalogue.Load(_folder.PathOf("nowhere.json")).Models);

    [Fact]
    public void The_digest_of_a_file_is_what_git_and_everybody_else_compute()
    {
        File.WriteAllText(_folder.PathOf("hello"), "hello\n");

        // git hash-object, sha256sum
        Assert.Equal(
            new FileDigest(6, "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03", "ce013625030ba8dba906f756967f9e9ca394464a"),
            FileDigest.Of(_folder.PathOf("hello")));
    }

    [Theory]
    [InlineData("\"walker\"", "\"../walker\"", "'../walker' is no name")]
    [InlineData("walker_300.tflite", "../walker_300.tflite", "'../walker_300.tflite' is no name of a file")]
    [InlineData("walker_300.tflite", "/walker_300.tflite", "is no name of a file")]
    [InlineData("walker_300.tflite", ".walker_300.tflite", "is no name of a file")]
    [InlineData("walker_300.tflite", "walker_300.exe", "must end in .tflite")]
    [InlineData("walker_300_edgetpu.tflite", "walker_300.tflite", "'walker_300.tflite' is there twice")]
    [InlineData("letterbox", "squeeze", "'squeeze' is not one of")]
    [InlineData("\"Labels\": \"names.txt\"", "\"Labels\": \"other.txt\"", "'other.txt' is none of its label files")]
    [InlineData(Digest, "1234", "'1234' is no SHA-1")]
    [InlineData("GitBlobSha1", "Sha256", "is no SHA-256")]
    [InlineData("\"GitBlobSha1\"", "\"Bytes\": 7, \"GitSha1\"", "GitSha1")]
    [InlineData(", \"GitBlobSha1\": \"" + Digest + "\" }, \"Edge", " }, \"Edge", "has no digest")]
    [InlineData("\"File\": \"walker_300.tflite\"", "\"File\": \"walker_300.tflite\", \"Bytes\": 0", "Bytes is 0")]
    [InlineData("\"File\": \"walker_300.tflite\"", "\"File\": \"walker_300.tflite\", \"Address\": \"http://mirror.example/x\"", "is no https address")]
    [InlineData("\"File\": \"walker_300.tflite\"", "\"File\": \"walker_300.tflite\", \"Member\": \"x\"", "needs Address")]
    [InlineData("https://published.example/", "published.example", "'published.example' is no https address")]
    [InlineData("\"Task\": \"people\",", "", "Task")]
    [InlineData("\"Licence\": \"MIT\",", "\"Licence\": null,", "Licence")]
    [InlineData("\"Labels\": [", "\"Labels\": ", "LineNumber")]
    public void What_is_wrong_in_it_is_told(string right, string wrong, string mentioned)
    {
        var text = Model();
        Assert.Contains(right, text, StringComparison.Ordinal);

        var refused = Assert.Throws<UsageException>(() => Read(text.Replace(right, wrong, StringComparison.Ordinal)));

        Assert.StartsWith($"The catalogue '{_folder.PathOf("models.json")}' is wrong: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(mentioned, refused.Message, StringComparison.Ordinal);
    }

    private ModelCatalogue Read(string text)
    {
        File.WriteAllText(_folder.PathOf("models.json"), text);
        return ModelCatalogue.Load(_folder.PathOf("models.json"));
    }

    private static string Model() => $$"""
        {
          // Comments are welcome.
          "From": "https://published.example/",
          "Labels": [ { "File": "names.txt", "GitBlobSha1": "{{Digest}}" } ],
          "Models": [ {
            "Name": "walker", "Task": "people", "InputSize": "300x300", "Resize": "letterbox", "Labels": "names.txt", "Licence": "MIT",
            "Cpu": { "File": "walker_300.tflite", "GitBlobSha1": "{{Digest}}" }, "EdgeTpu": { "File": "walker_300_edgetpu.tflite", "GitBlobSha1": "{{Digest}}" },
          } ],
        }
        """;
}
