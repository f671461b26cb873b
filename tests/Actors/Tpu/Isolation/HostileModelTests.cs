using Actors.Interop;
using Actors.Tests.Interop;
using Actors.Tpu;
using Actors.Tpu.Isolation;

namespace Actors.Tests.Tpu.Isolation;

/// <summary>A damaged or hostile model, given to devices in processes of their own, takes down at most those.</summary>
public sealed class HostileModelTests : IDisposable
{
    // What a number of a flatbuffer is least prepared for: an offset, a count, an index, a dimension.
    private static readonly int[] Numbers = [-1, 0, 1, 2, 3, 100, 70_000, 1_000_000, int.MaxValue, int.MinValue];

    // Of a search through the first 1500, those whose models get past every check and crash TensorFlow Lite, as it opens
    // them or as it runs; a machine with other memory may crash on others.
    private static readonly int[] Crashing = [966, 1010, 1144, 1149, 1163, 1216, 1283, 1456];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_model_with_a_number_changed_works_or_fails_as_a_device_does_or_a_model()
    {
        byte[][] sound =
        [
            ModelBuilder.BrightnessDetector(DetectorLayout.TensorFlow1),
            ModelBuilder.Detector(DetectorLayout.TensorFlow2, TensorType.UInt8, new Detection(0, 0.5f, new RelativeBox(0, 0, 1, 1))),
        ];

        AssertSurvived(Enumerable.Range(0, 30).Concat(Crashing).Select(seed =>
        {
            var random = new Random(seed);
            var model = (byte[])sound[seed % 2].Clone();
            var at = 8 + 4 * random.Next(model.Length / 4 - 2);
            BitConverter.TryWriteBytes(model.AsSpan(at), Numbers[random.Next(Numbers.Length)]);
            return model;
        }));
    }

    [Fact]
    public void A_model_cut_off_or_with_bits_flipped_works_or_fails_as_a_device_does_or_a_model()
    {
        var sound = ModelBuilder.BrightnessDetector(DetectorLayout.TensorFlow2);

        AssertSurvived(Enumerable.Range(0, 16).Select(seed =>
        {
            var random = new Random(seed);
            var model = sound[..(seed % 2 == 0 ? random.Next(8, sound.Length) : sound.Length)];
            model[8 + random.Next(model.Length - 8)] ^= (byte)(1 << random.Next(8));
            return model;
        }));
    }

    [Fact]
    public void A_model_that_ends_the_process_that_prepares_it_ends_only_the_device_host()
    {
        using var model = Model.FromFile(File(ModelBuilder.Giant()));

        var failure = Assert.Throws<DeviceException>(() => new IsolatedDevice(DeviceHostProgram.Default, "cpu:1", model));

        Assert.Contains(model.Name, failure.Message, StringComparison.Ordinal);
        Assert.Contains("signal 6", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_whose_devices_are_all_isolated_is_made_without_interpreting_the_model_here()
    {
        using var model = Model.FromFile(File(ModelBuilder.Giant()));

        var failure = Assert.Throws<ModelException>(() => DetectionTask.For(model, [Isolated, Isolated]));

        Assert.Contains("signal 6", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_is_the_same_wherever_its_model_was_interpreted()
    {
        using var model = Model.FromFile(File(ModelBuilder.BrightnessDetector(DetectorLayout.TensorFlow1)));

        var here = DetectionTask.For(model);

        Assert.Equal(here, DetectionTask.For(model, [Isolated]));
        Assert.Equal(here, DetectionTask.For(model, [Isolated, new Device.Cpu(1)]));
        Assert.Equal(here, DetectionTask.For(model, [new Device.Simulated(TimeSpan.FromMilliseconds(1)), Isolated]));
    }

    [Fact]
    public void A_model_that_takes_no_image_is_refused_as_it_is_in_this_process()
    {
        using var model = Model.FromFile(File(ModelBuilder.Add(1, 8)));

        var (here, there) = (Assert.Throws<ModelException>(() => DetectionTask.For(model)), Assert.Throws<ModelException>(() => DetectionTask.For(model, [Isolated])));

        Assert.Equal((here.Reason, here.Message), (there.Reason, there.Message));
    }

    private static Device.Isolated Isolated => new(new Device.Cpu(1), DeviceHostProgram.Default);

    private void AssertSurvived(IEnumerable<byte[]> models)
    {
        foreach (var (number, bytes) in models.Index())
        {
            var path = File(bytes);
            var failure = Record.Exception(() =>
            {
                using var model = Model.FromFile(path);
                using var device = new IsolatedDevice(DeviceHostProgram.Default, "cpu:1", model);
                device.Run(new byte[ModelBuilder.ImageSize * ModelBuilder.ImageSize * 3], TimeSpan.FromSeconds(30));
            });

            Assert.True(failure is null or InteropException, $"{number}: {failure}");
        }
    }

    private string File(byte[] model)
    {
        System.IO.File.WriteAllBytes(_folder.PathOf("hostile.tflite"), model);
        return _folder.PathOf("hostile.tflite");
    }
}
