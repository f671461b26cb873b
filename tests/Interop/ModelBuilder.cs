using Actors.Interop;

namespace Actors.Tests.Interop;

/// <summary>Small real models, as bytes of a .tflite file.</summary>
public static class ModelBuilder
{
    /// <summary>The operator that the Edge TPU compiler puts in place of all it has mapped.</summary>
    public const string EdgeTpuOperator = "edgetpu-custom-op";

    /// <summary>Height and width of the detectors' input.</summary>
    public const int ImageSize = 32;

    private static readonly int[] ImageShape = [1, ImageSize, ImageSize, 3];

    // As cameras give it: 0 is black and 255 is white.
    private static readonly Quantization ImageScale = new(1 / 255f, 0);

    /// <summary>Floats in, the same plus a constant out. XNNPACK can run it.</summary>
    public static byte[] Add(float constant, params int[] shape)
    {
        var model = new ModelWriter();
        var input = model.Tensor("input", TensorType.Float32, shape);
        var sum = model.Tensor("sum", TensorType.Float32, shape);
        model.Operator(BuiltinOperator.Add, [input, model.Floats("constant", constant)], [sum]);
        return model.Build([input], [sum]);
    }

    /// <summary>Adds two inputs, whatever their shapes: those that do not fit make a model that cannot be prepared.</summary>
    public static byte[] AddInputs(int[] left, int[] right)
    {
        var model = new ModelWriter();
        int[] inputs = [model.Tensor("left", TensorType.Float32, left), model.Tensor("right", TensorType.Float32, right)];
        var sum = model.Tensor("sum", TensorType.Float32, left);
        model.Operator(BuiltinOperator.Add, inputs, [sum]);
        return model.Build(inputs, [sum]);
    }

    /// <summary>Expresses integers in another type or scale; to or from Float32 too.</summary>
    public static byte[] Rescale(TensorType from, Quantization fromScale, TensorType to, Quantization toScale, params int[] shape)
    {
        var model = new ModelWriter();
        var input = model.Tensor("input", from, shape, fromScale);
        var output = model.Tensor("output", to, shape, toScale);
        model.Operator(to == TensorType.Float32 ? BuiltinOperator.Dequantize : BuiltinOperator.Quantize, [input], [output]);
        return model.Build([input], [output]);
    }

    /// <summary>Gives its input out in another shape.</summary>
    public static byte[] Reshape(TensorType type, Quantization scale, int[] from, int[] to)
    {
        var model = new ModelWriter();
        var input = model.Tensor("input", type, from, scale);
        return model.Build([input], [Copy(model, "output", input, type, scale, to)]);
    }

    /// <summary>Gives 8 floats out in the shape that its second input holds, so that its output's shape is known only once it runs.</summary>
    public static byte[] ReshapeAtRunTime()
    {
        var model = new ModelWriter();
        int[] inputs = [model.Tensor("input", TensorType.Float32, [8]), model.Tensor("shape", TensorType.Int32, [2])];
        var output = model.Tensor("output", TensorType.Float32, []);
        model.Operator(BuiltinOperator.Reshape, inputs, [output]);
        return model.Build(inputs, [output]);
    }

    /// <summary>Gives as many floats out as its second input, a shape of rank 4, says, all of them equal to <paramref name="bias"/>.</summary>
    /// <remarks>Preparing a dilated convolution adds a tensor. Here that happens as the model runs, which moves the list of tensors.</remarks>
    public static byte[] ManyConvolutionsAtRunTime(float bias)
    {
        var model = new ModelWriter();
        int[] inputs = [model.Tensor("input", TensorType.Float32, [8]), model.Tensor("shape", TensorType.Int32, [4])];
        var last = model.Tensor("reshaped", TensorType.Float32, []);
        model.Operator(BuiltinOperator.Reshape, inputs, [last]);
        var filter = model.Tensor("filter", TensorType.Float32, [1, 3, 3, 1], data: new byte[9 * sizeof(float)]);
        var biases = model.Floats("bias", bias);
        for (var i = 0; i < 150; i++)
        {
            var next = model.Tensor($"convolved_{i}", TensorType.Float32, []);
            model.Operator(BuiltinOperator.Convolution, [last, filter, biases], [next]);
            last = next;
        }

        return model.Build(inputs, [last]);
    }

    /// <summary>Bytes through an operator that has no kernel.</summary>
    public static byte[] Custom(string name, params int[] shape)
    {
        var model = new ModelWriter();
        var input = model.Tensor("input", TensorType.UInt8, shape, ImageScale);
        var output = model.Tensor("output", TensorType.UInt8, shape, ImageScale);
        model.Custom(name, [input], [output]);
        return model.Build([input], [output]);
    }

    /// <summary>Bytes through one operator "compiled for the Edge TPU".</summary>
    public static byte[] EdgeTpu(params int[] shape) => Custom(EdgeTpuOperator, shape);

    /// <summary>A detector that is all one operator "compiled for the Edge TPU"; the stand-in answers with the brightest spot of the picture.</summary>
    public static byte[] EdgeTpuDetector(int width, int height)
    {
        var model = new ModelWriter();
        var image = model.Tensor("image", TensorType.UInt8, [1, height, width, 3], ImageScale);
        int[] answers =
        [
            model.Tensor("boxes", TensorType.Float32, [1, 1, 4]), model.Tensor("classes", TensorType.Float32, [1, 1]),
            model.Tensor("scores", TensorType.Float32, [1, 1]), model.Tensor("count", TensorType.Float32, [1]),
        ];
        model.Custom(EdgeTpuOperator, [image], answers);
        return model.Build([image], answers);
    }

    /// <summary>A sound model of terabytes: TensorFlow Lite ends the process that prepares it.</summary>
    public static byte[] Giant()
    {
        var model = new ModelWriter();
        var image = model.Tensor("image", TensorType.UInt8, ImageShape, ImageScale);
        var giant = model.Tensor("giant", TensorType.Float32, [1]);
        model.Operator(BuiltinOperator.Fill, [model.Integers("shape", 1_000_000, 1_000_000), model.Tensor("value", TensorType.Float32, [], data: new byte[sizeof(float)])], [giant]);
        return model.Build([image], [giant]);
    }

    /// <summary>A detector for a uint8 image of 32x32 that answers the same whatever it sees.</summary>
    /// <param name="layout">The outputs' order.</param>
    /// <param name="type">The outputs' type: Float32, UInt8 or Int8.</param>
    /// <param name="detections">The answer.</param>
    public static byte[] Detector(DetectorLayout layout, TensorType type, params Detection[] detections) =>
        Detector(DetectorAnswer.Of(layout, type, detections));

    /// <summary>The same for an answer that needs more saying: a count of its own, names.</summary>
    public static byte[] Detector(DetectorAnswer answer) => Detector(answer, ImageShape);

    /// <summary>The same for an input that need not be an image; an empty shape stands for no input at all.</summary>
    public static byte[] Detector(DetectorAnswer answer, int[] inputShape)
    {
        var model = new ModelWriter();
        int[] inputs = inputShape is [] ? [] : [model.Tensor("image", TensorType.UInt8, inputShape, ImageScale)];
        return model.Build(inputs, [.. answer.Tensors.Select((_, index) => Constant(model, answer, index))]);
    }

    /// <summary>An SSD without post-processing: whatever the image, it gives these box encodings (four of each) and class scores.</summary>
    public static byte[] RawDetector(float[] encodings, float[] scores)
    {
        var model = new ModelWriter();
        var boxes = encodings.Length / 4;
        return model.Build(
            [model.Tensor("image", TensorType.UInt8, ImageShape, ImageScale)],
            [
                Copy(model, "box_encodings", model.Floats("boxes", encodings), TensorType.Float32, default, [1, boxes, 4]),
                Copy(model, "class_predictions", model.Floats("scores", scores), TensorType.Float32, default, [1, boxes, scores.Length / boxes]),
            ]);
    }

    /// <summary>A detector that sees: one detection of class 0 over all of the image, whose score is the image's mean brightness (0 to 1).</summary>
    /// <param name="layout">The outputs' order.</param>
    /// <param name="edgeTpu">Whether an operator "compiled for the Edge TPU" comes first; the stand-in's adds 1 to each byte.</param>
    public static byte[] BrightnessDetector(DetectorLayout layout, bool edgeTpu = false)
    {
        var model = new ModelWriter();
        var image = model.Tensor("image", TensorType.UInt8, ImageShape, ImageScale);
        var seen = image;
        if (edgeTpu)
        {
            seen = model.Tensor("mapped", TensorType.UInt8, ImageShape, ImageScale);
            model.Custom(EdgeTpuOperator, [image], [seen]);
        }

        var real = model.Tensor("real", TensorType.Float32, ImageShape);
        model.Operator(BuiltinOperator.Dequantize, [seen], [real]);
        var mean = model.Tensor("mean", TensorType.Float32, [1]);
        model.Operator(BuiltinOperator.Mean, [real, model.Integers("axes", 1, 2, 3)], [mean]);
        var score = Copy(model, "score", mean, TensorType.Float32, default, [1, 1]);

        var answer = DetectorAnswer.Of(layout, TensorType.Float32, [new Detection(0, 0, new RelativeBox(0, 0, 1, 1))]);
        var scores = layout == DetectorLayout.TensorFlow1 ? 2 : layout == DetectorLayout.TensorFlow2 ? 0 : 1;
        return model.Build([image], [.. answer.Tensors.Select((_, index) => index == scores ? score : Constant(model, answer, index))]);
    }

    // An output must be an operator's result to have memory of its own, so constants go through a copy.
    private static int Constant(ModelWriter model, DetectorAnswer answer, int index)
    {
        var info = answer.Tensors[index];
        int[] shape = [.. info.Shape];
        var constant = model.Tensor($"constant_{index}", info.Type, shape, info.Quantization, answer.Output(index).ToArray());
        return Copy(model, info.Name, constant, info.Type, info.Quantization, shape);
    }

    private static int Copy(ModelWriter model, string name, int source, TensorType type, Quantization scale, int[] shape)
    {
        var copy = model.Tensor(name, type, shape, scale);
        model.Operator(BuiltinOperator.Reshape, [source, model.Integers($"{name}_shape", shape)], [copy]);
        return copy;
    }
}
