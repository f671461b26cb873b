using System.Runtime.InteropServices;
using Actors.Interop;

namespace Actors.Tests.Interop;

public class InterpreterRefusalTests
{
    [Fact]
    public void An_operator_nobody_knows_is_named_on_one_line()
    {
        using var model = Model.FromMemory(ModelBuilder.Custom("nobody-knows-this", 1, 4), "odd.tflite");

        var refusal = Assert.Throws<ModelException>(() => Interpreter.Open(model));

        Assert.Equal(ModelException.Fault.UnknownOperator, refusal.Reason);
        Assert.Contains("'odd.tflite'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("nobody-knows-this", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public void A_model_for_the_Edge_TPU_does_not_run_on_the_CPU()
    {
        using var model = Model.FromMemory(ModelBuilder.EdgeTpu(1, 8));

        var refusal = Assert.Throws<ModelException>(() => Interpreter.Open(model));

        Assert.Equal(ModelException.Fault.NeedsEdgeTpu, refusal.Reason);
    }

    [Fact]
    public void Shapes_that_do_not_fit_together_cannot_be_prepared()
    {
        using var model = Model.FromMemory(ModelBuilder.AddInputs([1, 3], [1, 4]));

        Assert.Equal(ModelException.Fault.CannotAllocate, Assert.Throws<ModelException>(() => Interpreter.Open(model)).Reason);
        Assert.Equal(ModelException.Fault.CannotAllocate, Assert.Throws<ModelException>(() => Interpreter.Describe(model)).Reason);
    }

    [Fact]
    public void An_output_whose_shape_only_running_tells_has_no_memory_before()
    {
        using var model = Model.FromMemory(ModelBuilder.ReshapeAtRunTime());
        using var interpreter = Interpreter.Open(model);

        Assert.Throws<InferenceException>(() => interpreter.Output(0).Length);

        interpreter.Inputs[1].CopyFrom(MemoryMarshal.AsBytes<int>([2, 4]));
        interpreter.Invoke();
        Assert.Equal(32, interpreter.Output(0).Length);
    }

    [Fact]
    public void A_failed_run_says_what_TensorFlow_Lite_said_and_the_next_one_may_succeed()
    {
        using var model = Model.FromMemory(ModelBuilder.ReshapeAtRunTime(), "reshape.tflite");
        using var interpreter = Interpreter.Open(model);
        interpreter.Inputs[1].CopyFrom(MemoryMarshal.AsBytes<int>([3, 5]));

        var failure = Assert.Throws<InferenceException>(interpreter.Invoke);

        Assert.Contains("'reshape.tflite'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("RESHAPE", failure.Message, StringComparison.Ordinal);
        interpreter.Inputs[1].CopyFrom(MemoryMarshal.AsBytes<int>([4, 2]));
        interpreter.Invoke();
    }

    [Fact]
    public void Nothing_works_after_dispose()
    {
        using var model = Model.FromMemory(ModelBuilder.Add(1, 4));
        var interpreter = Interpreter.Open(model);
        var input = interpreter.Inputs[0];

        interpreter.Dispose();
        interpreter.Dispose();

        Assert.Throws<ObjectDisposedException>(interpreter.Invoke);
        Assert.Throws<ObjectDisposedException>(() => input.Bytes.Length);
        Assert.Throws<ObjectDisposedException>(() => input.CopyFrom(new byte[16]));
        Assert.Throws<ObjectDisposedException>(() => interpreter.Output(0).Length);
    }

    [Fact]
    public void A_disposed_model_opens_no_more()
    {
        var model = Model.FromMemory(ModelBuilder.Add(1, 4));
        model.Dispose();

        Assert.Throws<ObjectDisposedException>(() => Interpreter.Open(model));
        Assert.Throws<ObjectDisposedException>(() => Interpreter.Describe(model));
    }

    [Fact]
    public void An_interpreter_keeps_its_model_alive()
    {
        var model = Model.FromMemory(ModelBuilder.Add(1, 4));
        using var interpreter = Interpreter.Open(model);

        model.Dispose();
        interpreter.Inputs[0].CopyFrom(MemoryMarshal.AsBytes<float>([1, 2, 3, 4]));
        interpreter.Invoke();

        Assert.Equal([2f, 3f, 4f, 5f], MemoryMarshal.Cast<byte, float>(interpreter.Output(0)).ToArray());
    }
}
