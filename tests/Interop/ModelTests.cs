using Actors.Interop;
using FsCheck.Xunit;

namespace Actors.Tests.Interop;

public class ModelTests
{
    private static readonly byte[] Sound = ModelBuilder.Detector(
        DetectorLayout.TensorFlow1, TensorType.UInt8, new Detection(1, 0.5f, new RelativeBox(0, 0, 1, 1)));

    private static readonly byte[] Adder = ModelBuilder.Add(1, 4);

    [Theory]
    [InlineData("")]
    [InlineData("T")]
    [InlineData("....TFL")]
    [InlineData("....TFL2............")]
    [InlineData("This is a text, and a long one, and no model at all.")]
    public void Bytes_without_the_mark_of_a_model_are_no_model(string text)
    {
        var refusal = Assert.Throws<ModelException>(() => Model.FromMemory(System.Text.Encoding.ASCII.GetBytes(text), "a text"));

        Assert.Equal(ModelException.Fault.NotAModel, refusal.Reason);
        Assert.Contains("'a text'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_of_nothing_but_the_mark_is_damaged()
    {
        var refusal = Assert.Throws<ModelException>(() => Model.FromMemory([255, 255, 0, 0, (byte)'T', (byte)'F', (byte)'L', (byte)'3']));

        Assert.Equal(ModelException.Fault.Damaged, refusal.Reason);
    }

    [Fact]
    public void A_truncated_model_is_refused_at_every_length()
    {
        for (var length = 0; length < Sound.Length; length++)
        {
            var refusal = Assert.Throws<ModelException>(() => Model.FromMemory(Sound.AsSpan(0, length)));

            Assert.Equal(length < 8 ? ModelException.Fault.NotAModel : ModelException.Fault.Damaged, refusal.Reason);
        }
    }

    // Loading only: damage that TensorFlow Lite's verifier lets through may still harm whoever runs the model.
    [Property(Replay = "20260101,42949673", MaxTest = 500)]
    public void A_damaged_model_is_refused_or_loads(ushort place, byte value, ushort otherPlace, byte otherValue)
    {
        var damaged = (byte[])Sound.Clone();
        damaged[place % damaged.Length] = value;
        damaged[otherPlace % damaged.Length] = otherValue;
        try
        {
            Model.FromMemory(damaged).Dispose();
        }
        catch (ModelException refusal)
        {
            Assert.True(refusal.Reason is ModelException.Fault.NotAModel or ModelException.Fault.Damaged);
        }
    }

    [Fact]
    public void A_root_that_points_outside_is_damage()
    {
        var damaged = (byte[])Sound.Clone();
        BitConverter.TryWriteBytes(damaged, damaged.Length + 4);

        Assert.Equal(ModelException.Fault.Damaged, Assert.Throws<ModelException>(() => Model.FromMemory(damaged)).Reason);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("none.tflite");

        var refusal = Assert.Throws<ModelException>(() => Model.FromFile(path));

        Assert.Equal(ModelException.Fault.Unreadable, refusal.Reason);
        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_is_no_readable_model()
    {
        using var folder = new TemporaryFolder();

        var refusal = Assert.Throws<ModelException>(() => Model.FromFile(folder.Path));

        Assert.Equal(ModelException.Fault.Unreadable, refusal.Reason);
    }

    [Fact]
    public void An_empty_path_is_no_readable_model() =>
        Assert.Equal(ModelException.Fault.Unreadable, Assert.Throws<ModelException>(() => Model.FromFile("")).Reason);

    [Fact]
    public void An_empty_file_is_no_model()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("empty.tflite");
        File.WriteAllBytes(path, []);

        Assert.Equal(ModelException.Fault.NotAModel, Assert.Throws<ModelException>(() => Model.FromFile(path)).Reason);
    }

    [Fact]
    public void A_file_and_the_same_bytes_in_memory_give_the_same_model()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("detector.tflite");
        File.WriteAllBytes(path, Sound);
        using var file = Model.FromFile(path);
        using var memory = Model.FromMemory(Sound);

        var (inputs, outputs) = Interpreter.Describe(file);
        var (sameInputs, sameOutputs) = Interpreter.Describe(memory);

        Assert.Equal(path, file.Name);
        Assert.Equal(inputs.Select(Text), sameInputs.Select(Text));
        Assert.Equal(outputs.Select(Text), sameOutputs.Select(Text));
    }

    [Fact]
    public void The_bytes_are_copied_so_the_caller_may_reuse_them()
    {
        var bytes = (byte[])Adder.Clone();
        using var model = Model.FromMemory(bytes);
        Array.Clear(bytes);

        using var interpreter = Interpreter.Open(model);

        Assert.Equal("4", interpreter.Inputs[0].Info.ShapeText);
    }

    [Fact]
    public void Only_a_model_compiled_for_the_Edge_TPU_says_so()
    {
        using var compiled = Model.FromMemory(ModelBuilder.EdgeTpu(1, 8));
        using var plain = Model.FromMemory(Sound);

        Assert.True(compiled.CompiledForEdgeTpu);
        Assert.False(plain.CompiledForEdgeTpu);
    }

    private static string Text(TensorInfo info) => $"{info} {info.Quantization}";
}
