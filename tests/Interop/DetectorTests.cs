using Actors.Interop;

namespace Actors.Tests.Interop;

public class DetectorTests
{
    private static readonly DetectionFilter Filter = new(0.25f, 10);

    private static readonly Detection Cat = new(16, 0.75f, new RelativeBox(0.25f, 0.125f, 1, 0.5f));
    private static readonly Detection Dog = new(17, 0.5f, new RelativeBox(0, 0.25f, 0.5f, 0.75f));
    private static readonly Detection Shadow = new(3, 0.25f, new RelativeBox(0, 0, 1, 1));

    [Theory]
    [ClassData(typeof(DetectorLayouts))]
    public void A_detector_of_each_layout_and_type_detects(DetectorLayout layout, TensorType type)
    {
        using var model = Model.FromMemory(ModelBuilder.Detector(layout, type, Dog, Shadow, Cat));
        using var detector = Detector.Open(model);

        Assert.Equal([Cat, Dog], detector.Detect(Grey(detector), Filter));
        Assert.Equal([Cat], detector.Detect(Filter with { TopK = 1 }));
    }

    [Theory]
    [InlineData(DetectorLayout.TensorFlow1)]
    [InlineData(DetectorLayout.TensorFlow2)]
    [InlineData(DetectorLayout.Signature)]
    public void What_it_detects_comes_from_its_input(DetectorLayout layout)
    {
        using var model = Model.FromMemory(ModelBuilder.BrightnessDetector(layout));
        using var detector = Detector.Open(model);
        var white = Grey(detector, 255);

        Assert.Equal(1f, Assert.Single(detector.Detect(white, Filter)).Score, 1e-4f);
        Assert.Empty(detector.Detect(Grey(detector, 0), Filter));

        // The input's own memory, without a copy.
        detector.InputBytes.Fill(102);
        Assert.Equal(0.4f, Assert.Single(detector.Detect(Filter)).Score, 1e-4f);
    }

    [Fact]
    public void The_input_is_an_image()
    {
        using var model = Model.FromMemory(ModelBuilder.Detector(DetectorLayout.TensorFlow1, TensorType.Float32, Cat));
        using var detector = Detector.Open(model);

        Assert.Equal(new InputSpec(32, 32, 3, TensorType.UInt8, detector.Input.Quantization), detector.Input);
        Assert.Equal(32 * 32 * 3, detector.InputBytes.Length);
    }

    [Fact]
    public void An_input_of_another_size_is_refused()
    {
        using var model = Model.FromMemory(ModelBuilder.Detector(DetectorLayout.TensorFlow1, TensorType.Float32, Cat));
        using var detector = Detector.Open(model);

        Assert.Throws<ArgumentException>(() => detector.Detect(new byte[32 * 32 * 4], Filter));
    }

    [Fact]
    public void An_answer_that_makes_no_sense_is_an_error()
    {
        var answer = DetectorAnswer.Of(DetectorLayout.TensorFlow1, TensorType.Float32, [Cat], count: 2);
        using var model = Model.FromMemory(ModelBuilder.Detector(answer));
        using var detector = Detector.Open(model);

        Assert.Throws<InferenceException>(() => detector.Detect(Filter));
    }

    [Fact]
    public void A_model_with_other_outputs_is_no_detector()
    {
        using var model = Model.FromMemory(ModelBuilder.Reshape(TensorType.UInt8, new Quantization(1, 0), [1, 8, 8, 3], [1, 192]), "flat.tflite");

        var refusal = Assert.Throws<ModelException>(() => Detector.Open(model));

        Assert.Equal(ModelException.Fault.NotADetector, refusal.Reason);
        Assert.Contains("'flat.tflite'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("1x192", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 32, 32, 2)]
    [InlineData(1, 32, 3)]
    [InlineData(2, 32, 32, 3)]
    public void A_model_that_takes_no_image_is_no_image_detector(params int[] inputShape)
    {
        var answer = DetectorAnswer.Of(DetectorLayout.TensorFlow1, TensorType.Float32, [Cat]);
        using var model = Model.FromMemory(ModelBuilder.Detector(answer, inputShape));

        var refusal = Assert.Throws<ModelException>(() => Detector.Open(model));

        Assert.Equal(ModelException.Fault.NotADetector, refusal.Reason);
        Assert.Contains(string.Join('x', inputShape), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_inputs_is_no_image_detector()
    {
        var answer = DetectorAnswer.Of(DetectorLayout.TensorFlow1, TensorType.Float32, [Cat]);
        using var model = Model.FromMemory(ModelBuilder.Detector(answer, []));

        Assert.Equal(ModelException.Fault.NotADetector, Assert.Throws<ModelException>(() => Detector.Open(model)).Reason);
    }

    [Fact]
    public void A_disposed_detector_detects_no_more()
    {
        using var model = Model.FromMemory(ModelBuilder.Detector(DetectorLayout.TensorFlow1, TensorType.Float32, Cat));
        var detector = Detector.Open(model);

        detector.Dispose();

        Assert.Throws<ObjectDisposedException>(() => detector.Detect(Filter));
        Assert.Throws<ObjectDisposedException>(() => detector.InputBytes.Length);
    }

    private static byte[] Grey(Detector detector, byte value = 127)
    {
        var image = new byte[detector.Input.ByteSize];
        Array.Fill(image, value);
        return image;
    }
}
