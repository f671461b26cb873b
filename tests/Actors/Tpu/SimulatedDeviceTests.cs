using System.Runtime.InteropServices;
using Actors.Capture;
using Actors.Interop;
using Actors.Prepare;
using Actors.Tests.Interop;
using Actors.Tpu;
using OpenCvSharp;

namespace Actors.Tests.Tpu;

public class SimulatedDeviceTests
{
    // A box is found in whole pixels of the input; one of its pixels is two of the picture's.
    private const double Tolerance = 3;
    private const int Width = 320;
    private const int Height = 240;

    public static TheoryData<TensorType, int, ResizeMode> Inputs
    {
        get
        {
            var inputs = new TheoryData<TensorType, int, ResizeMode>();
            foreach (var type in new[] { TensorType.UInt8, TensorType.Int8, TensorType.Float32 })
            {
                inputs.Add(type, 3, ResizeMode.Stretch);
                inputs.Add(type, 3, ResizeMode.Letterbox);
                inputs.Add(type, 1, ResizeMode.Stretch);
            }

            return inputs;
        }
    }

    [Theory]
    [MemberData(nameof(Inputs))]
    public void The_box_found_is_the_square_of_that_frame(TensorType type, int channels, ResizeMode mode)
    {
        var input = new InputSpec(160, 160, channels, type, new Quantization(1 / 128f, 128));
        using var device = new Device.Simulated(TimeSpan.FromMicroseconds(1)).Open(null, input);
        var decoder = DetectionDecoder.For(device.Outputs, "model");
        using var writer = new TensorWriter(input, new PrepareSettings { Resize = mode });
        using var tensor = new InputTensor(input);
        using var pattern = new TestPatternSource(Width, Height, rate: 0);
        using var image = new Mat();
        for (var sequence = 0; sequence < 120; sequence++)
        {
            pattern.Read(image, PictureNeed.Full, default);
            var geometry = writer.Write(image, tensor);

            device.Run(tensor.Memory, Timeout.InfiniteTimeSpan);

            var found = Assert.Single(decoder.Decode(device, new DetectionFilter(0.5f, 10)));
            var box = geometry.ToFrame(found.Box);
            var square = TestPatternSource.Square(Width, Height, sequence);
            Assert.Equal(square.X, box.X, Tolerance);
            Assert.Equal(square.Y, box.Y, Tolerance);
            Assert.Equal(square.Width, box.Width, Tolerance);
            Assert.Equal(square.Height, box.Height, Tolerance);
        }
    }

    [Theory]
    [InlineData((byte)0)]
    [InlineData((byte)128)]
    [InlineData((byte)255)]
    public void A_picture_of_one_colour_is_one_object(byte value)
    {
        using var device = new BrightestSpot(SimulatedDevice.DefaultInput);
        var input = new byte[SimulatedDevice.DefaultInput.ByteSize];
        Array.Fill(input, value);

        device.Run(input, Timeout.InfiniteTimeSpan);

        var box = MemoryMarshal.Cast<byte, float>(device.Output(0)).ToArray();
        Assert.Equal([0, 0, 1, 1], box);
    }

    [Fact]
    public void It_is_opened_without_a_model_and_says_how_long_it_takes()
    {
        var device = new Device.Simulated(TimeSpan.FromMilliseconds(7.6));

        Assert.False(device.NeedsModel);
        using var opened = device.Open(null, SimulatedDevice.DefaultInput);
        Assert.Equal("simulated, 7.6 ms", opened.Path);
    }

    [Fact]
    public void Told_to_it_gives_the_models_answers_and_plays_its_faults_all_the_same()
    {
        using var model = Model.FromMemory(ModelBuilder.Detector(DetectorLayout.TensorFlow1, TensorType.Float32, new Detection(3, 0.75f, new RelativeBox(0.1f, 0.2f, 0.3f, 0.4f))), "three");
        var device = new Device.Simulated(TimeSpan.FromMicroseconds(1), new FaultScript(SimulatedBehaviour.Parse("answers=cpu&crash-after=2")));
        var input = InputSpec.Of(Interpreter.Describe(model).Inputs, model.Name);
        using var opened = device.Open(model, input);
        using var tensor = new InputTensor(input);

        opened.Run(tensor.Memory, Timeout.InfiniteTimeSpan);

        var found = Assert.Single(DetectionDecoder.For(opened.Outputs, "three").Decode(opened, new DetectionFilter(0.5f, 10)));
        Assert.Equal((3, 0.75f), (found.ClassId, found.Score));
        Assert.True(device.NeedsModel && device.IsCpu);
        Assert.StartsWith("simulated, 0.001 ms, answers by ", opened.Path, StringComparison.Ordinal);
        Assert.Throws<SimulatedCrashException>(() => opened.Run(tensor.Memory, Timeout.InfiniteTimeSpan));
    }
}
