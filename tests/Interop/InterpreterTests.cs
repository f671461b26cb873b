using System.Runtime.InteropServices;
using Actors.Interop;

namespace Actors.Tests.Interop;

public class InterpreterTests
{
    private static readonly InterpreterOptions PlainKernels = new() { Xnnpack = false };

    [Fact]
    public void TensorFlow_Lite_says_its_version() => Assert.Matches(@"^2\.\d+\.\d+", Interpreter.LibraryVersion);

    [Fact]
    public void A_model_computes_on_what_its_input_holds()
    {
        using var model = Model.FromMemory(ModelBuilder.Add(0.5f, 1, 4));
        using var interpreter = Interpreter.Open(model);

        Assert.Equal([1.5f, 2.5f, -0.5f, 0.5f], Run(interpreter, [1f, 2f, -1f, 0f]));
    }

    [Fact]
    public void A_model_runs_again_on_new_input()
    {
        using var model = Model.FromMemory(ModelBuilder.Add(1, 1, 2));
        using var interpreter = Interpreter.Open(model);

        Assert.Equal([2f, 3f], Run(interpreter, [1f, 2f]));
        Assert.Equal([11f, 21f], Run(interpreter, [10f, 20f]));
        interpreter.Invoke();
        Assert.Equal([11f, 21f], MemoryMarshal.Cast<byte, float>(interpreter.Output(0)).ToArray());
    }

    [Fact]
    public void Quantised_values_stand_for_reals_by_scale_and_zero_point()
    {
        using var model = Model.FromMemory(ModelBuilder.Rescale(
            TensorType.UInt8, new Quantization(0.25f, 128), TensorType.Float32, default, 1, 3));
        using var interpreter = Interpreter.Open(model);
        interpreter.Inputs[0].CopyFrom([0, 128, 132]);

        interpreter.Invoke();

        Assert.Equal([-32f, 0f, 1f], MemoryMarshal.Cast<byte, float>(interpreter.Outputs[0].Bytes).ToArray());
    }

    [Fact]
    public void Unsigned_bytes_become_signed_ones()
    {
        using var model = Model.FromMemory(ModelBuilder.Rescale(
            TensorType.UInt8, new Quantization(0.5f, 128), TensorType.Int8, new Quantization(0.5f, 0), 1, 3));
        using var interpreter = Interpreter.Open(model);
        interpreter.Inputs[0].CopyFrom([0, 128, 255]);

        interpreter.Invoke();

        Assert.Equal([-128, 0, 127], MemoryMarshal.Cast<byte, sbyte>(interpreter.Outputs[0].Bytes).ToArray());
    }

    [Fact]
    public void Tensors_tell_their_name_type_shape_and_quantisation()
    {
        using var model = Model.FromMemory(ModelBuilder.Rescale(
            TensorType.UInt8, new Quantization(0.5f, 3), TensorType.Int8, new Quantization(0.25f, -7), 1, 2, 5));
        using var interpreter = Interpreter.Open(model);

        var input = Assert.Single(interpreter.Inputs).Info;
        var output = Assert.Single(interpreter.Outputs).Info;

        Assert.Equal(("input", TensorType.UInt8, "1x2x5", new Quantization(0.5f, 3)), (input.Name, input.Type, input.ShapeText, input.Quantization));
        Assert.Equal(("output", TensorType.Int8, "1x2x5", new Quantization(0.25f, -7)), (output.Name, output.Type, output.ShapeText, output.Quantization));
        Assert.Equal((10, 10), (input.ElementCount, input.ByteSize));
    }

    [Fact]
    public void A_float_tensor_has_no_scale_and_four_bytes_an_element()
    {
        using var model = Model.FromMemory(ModelBuilder.Add(1, 2, 3));
        using var interpreter = Interpreter.Open(model);

        var info = interpreter.Inputs[0].Info;

        Assert.Equal((default, 6, 24), (info.Quantization, info.ElementCount, info.ByteSize));
        Assert.Equal(info.ByteSize, interpreter.Inputs[0].Bytes.Length);
    }

    [Fact]
    public void Describing_a_model_tells_the_same_as_opening_it()
    {
        using var model = Model.FromMemory(ModelBuilder.Reshape(TensorType.UInt8, new Quantization(1, 0), [1, 6], [2, 3]));

        var (inputs, outputs) = Interpreter.Describe(model);

        Assert.Equal("input UInt8 1x6", Assert.Single(inputs).ToString());
        Assert.Equal("output UInt8 2x3", Assert.Single(outputs).ToString());
    }

    [Fact]
    public void A_model_for_the_Edge_TPU_can_be_described_without_one()
    {
        using var model = Model.FromMemory(ModelBuilder.EdgeTpu(1, 8));

        var (inputs, _) = Interpreter.Describe(model);

        Assert.Equal("input UInt8 1x8", Assert.Single(inputs).ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(17)]
    public void An_input_of_another_length_is_refused_with_both_lengths(int length)
    {
        using var model = Model.FromMemory(ModelBuilder.Add(1, 4));
        using var interpreter = Interpreter.Open(model);

        var refusal = Assert.Throws<ArgumentException>(() => interpreter.Inputs[0].CopyFrom(new byte[length]));

        Assert.Contains("16 bytes", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"{length}.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_does_not_fit_a_shorter_span()
    {
        using var model = Model.FromMemory(ModelBuilder.Add(1, 4));
        using var interpreter = Interpreter.Open(model);

        Assert.Throws<ArgumentException>(() => interpreter.Outputs[0].CopyTo(new byte[15]));
    }

    [Fact]
    public void Without_threads_nothing_opens()
    {
        using var model = Model.FromMemory(ModelBuilder.Add(1, 4));

        Assert.Throws<ArgumentOutOfRangeException>(() => Interpreter.Open(model, new InterpreterOptions { Threads = 0 }));
    }

    [Fact]
    public void XNNPACK_and_the_plain_kernels_agree_and_the_path_tells_them_apart()
    {
        using var model = Model.FromMemory(ModelBuilder.Add(0.25f, 1, 5));
        using var fast = Interpreter.Open(model);
        using var plain = Interpreter.Open(model, PlainKernels);
        float[] values = [0, 1, -2.5f, 1e10f, float.Epsilon];

        Assert.Equal(Run(plain, values), Run(fast, values));
        Assert.StartsWith("XNNPACK", fast.Path, StringComparison.Ordinal);
        Assert.EndsWith(", 1 of 1 operators", fast.Path, StringComparison.Ordinal);
        Assert.Equal("TensorFlow Lite kernels", plain.Path);
    }

    [Fact]
    public void The_path_counts_what_XNNPACK_took()
    {
        using var model = Model.FromMemory(ModelBuilder.BrightnessDetector(DetectorLayout.TensorFlow1));
        using var fast = Interpreter.Open(model);

        var counts = System.Text.RegularExpressions.Regex.Match(fast.Path, @", (\d+) of 6 operators$");

        Assert.True(counts.Success, fast.Path);
        Assert.InRange(int.Parse(counts.Groups[1].ValueSpan, null), 1, 6);
    }

    [Fact]
    public void Running_does_not_allocate()
    {
        using var model = Model.FromMemory(ModelBuilder.Add(1, 1, 64));
        using var interpreter = Interpreter.Open(model);
        var input = new byte[interpreter.Inputs[0].Info.ByteSize];
        var output = new byte[interpreter.Outputs[0].Info.ByteSize];
        RunManyTimes();

        var before = GC.GetAllocatedBytesForCurrentThread();
        RunManyTimes();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void RunManyTimes()
        {
            for (var i = 0; i < 100; i++)
            {
                interpreter.Inputs[0].CopyFrom(input);
                interpreter.Invoke();
                interpreter.Outputs[0].CopyTo(output);
            }
        }
    }

    [Fact]
    public void Tensors_stay_readable_where_running_moves_TensorFlow_Lites_list_of_them()
    {
        using var model = Model.FromMemory(ModelBuilder.ManyConvolutionsAtRunTime(bias: 0.5f));
        using var interpreter = Interpreter.Open(model);
        float[] input = [1, 2, 3, 4, 5, 6, 7, 8];
        interpreter.Inputs[1].CopyFrom(MemoryMarshal.AsBytes<int>([1, 2, 4, 1]));

        Assert.Equal(Enumerable.Repeat(0.5f, 8), Run(interpreter, input));
        Assert.Equal(input, MemoryMarshal.Cast<byte, float>(interpreter.Inputs[0].Bytes).ToArray());
    }

    [Fact]
    public void Interpreters_open_and_run_side_by_side_on_many_threads()
    {
        using var model = Model.FromMemory(ModelBuilder.Add(1, 1, 2));

        Parallel.For(0, 64, i =>
        {
            using var interpreter = Interpreter.Open(model);

            Assert.Equal([i + 1f, 1f], Run(interpreter, [i, 0]));
            Assert.EndsWith("1 of 1 operators", interpreter.Path, StringComparison.Ordinal);
        });
    }

    private static float[] Run(Interpreter interpreter, float[] input)
    {
        interpreter.Inputs[0].CopyFrom(MemoryMarshal.AsBytes(input.AsSpan()));
        interpreter.Invoke();
        return MemoryMarshal.Cast<byte, float>(interpreter.Outputs[0].Bytes).ToArray();
    }
}
