using System.Diagnostics;
using Actors.Interop;
using Actors.Prepare;
using Actors.Tpu;
using Actors.View;
using OpenCvSharp;

namespace Actors;

/// <summary>Detects objects in images, without any actors: for programs that want just that.</summary>
/// <remarks>
/// The legacy Edge TPU API's <c>DetectionEngine</c> done properly. The options mean what they meant there, see
/// <see cref="Options"/>. Belongs to one thread at a time.
/// <code>
/// using var model = Model.FromFile("detector.tflite");
/// using var engine = DetectionEngine.Open(DetectionTask.For(model));
/// foreach (var found in engine.Detect(image, new() { Threshold = 0.5f, Resize = ResizeMode.Letterbox }))
/// </code>
/// </remarks>
public sealed class DetectionEngine : IDisposable
{
    private readonly IDevice _device;
    private readonly DetectionDecoder _decoder;
    private readonly InputTensor _tensor;
    private TensorWriter? _writer;
    private PrepareSettings? _prepared;

    private DetectionEngine(IDevice device, DetectionDecoder decoder, InputSpec input)
    {
        _device = device;
        _decoder = decoder;
        Input = input;
        _tensor = new InputTensor(input);
    }

    /// <summary>How to detect. The defaults are the legacy API's.</summary>
    public sealed record Options
    {
        /// <summary>As a task says, boxes in pixels.</summary>
        public static Options From(DetectionTask task) => new()
        {
            Threshold = task.Filter.Threshold,
            TopK = task.Filter.TopK,
            Resize = task.Prepare.Resize,
            Resampling = task.Prepare.Resampling,
            Normalization = task.Prepare.Normalization,
            RelativeBoxes = false,
        };

        /// <summary>Only scores above it count (legacy <c>threshold</c>).</summary>
        public float Threshold { get; init; } = 0.1f;

        /// <summary>At most so many detections, the best first (legacy <c>top_k</c>).</summary>
        public int TopK { get; init; } = 3;

        /// <summary>How the image's shape becomes the model's; <see cref="ResizeMode.Letterbox"/> is legacy <c>keep_aspect_ratio</c>.</summary>
        public ResizeMode Resize { get; init; } = ResizeMode.Stretch;

        /// <summary>How pixels are made (legacy <c>resample</c>).</summary>
        public Resampling Resampling { get; init; } = Resampling.Nearest;

        /// <summary>Boxes from 0 to 1 of the image's sides, or in its pixels (legacy <c>relative_coord</c>).</summary>
        public bool RelativeBoxes { get; init; } = true;

        /// <summary>What the model was trained to see; null for the usual. See <see cref="PrepareSettings.Normalization"/>.</summary>
        public Normalization? Normalization { get; init; }
    }

    /// <summary>The model's image input.</summary>
    public InputSpec Input { get; }

    /// <summary>What runs the model; see <see cref="IDevice.Path"/>.</summary>
    public string Path => _device.Path;

    /// <summary>How long the model took for the last image.</summary>
    public TimeSpan InferTime { get; private set; }

    /// <summary>Opens a model on a device.</summary>
    /// <param name="task">The model and its input; see <see cref="DetectionTask.For(Model)"/>.</param>
    /// <param name="device">Where to run it; null for one CPU thread.</param>
    /// <exception cref="InteropException">A library, the model or the device does not do; the message says why.</exception>
    public static DetectionEngine Open(DetectionTask task, Device? device = null)
    {
        OpenCv.Require();
        device ??= new Device.Cpu(1);
        var opened = device.Open(task.ModelOn(device), task.Input);
        try
        {
            return new DetectionEngine(opened, DetectionDecoder.For(opened.Outputs, task.ModelName, task.Raw), task.Input);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Detects in an image (legacy <c>detect_with_image</c>).</summary>
    /// <param name="image">8-bit BGR, as OpenCV reads it.</param>
    /// <param name="options">How; null for the legacy API's defaults, whatever the task says.</param>
    /// <param name="labels">What classes are called; null for their numbers.</param>
    /// <returns>The best first; boxes as <see cref="Options.RelativeBoxes"/> says, clipped to the image.</returns>
    /// <exception cref="ArgumentException">The image is empty or not 8-bit BGR.</exception>
    /// <exception cref="InferenceException">The device failed.</exception>
    public IReadOnlyList<DetectedObject> Detect(Mat image, Options? options = null, Labels? labels = null)
    {
        options ??= new Options();
        labels ??= Labels.None;
        var geometry = WriterFor(options).Write(image, _tensor);
        return [.. Detect(_tensor.Memory, new DetectionFilter(options.Threshold, options.TopK)).Select(found =>
        {
            var box = geometry.ToFrame(found.Box);
            if (options.RelativeBoxes)
            {
                box = new PixelBox(box.X / image.Width, box.Y / image.Height, box.Width / image.Width, box.Height / image.Height);
            }

            return new DetectedObject(found.ClassId, labels[found.ClassId], found.Score, box);
        })];
    }

    /// <summary>Detects in an input that is prepared already (legacy <c>detect_with_input_tensor</c>).</summary>
    /// <param name="input">Exactly the model's input, flat.</param>
    /// <param name="filter">Which answers count.</param>
    /// <returns>The best first, boxes relative to the input.</returns>
    /// <exception cref="ArgumentException">The input has another size.</exception>
    /// <exception cref="InferenceException">The device failed.</exception>
    public IReadOnlyList<Detection> Detect(ReadOnlyMemory<byte> input, DetectionFilter filter)
    {
        var start = Stopwatch.GetTimestamp();
        _device.Run(input, Timeout.InfiniteTimeSpan);
        InferTime = Stopwatch.GetElapsedTime(start);
        return _decoder.Decode(_device, filter);
    }

    /// <summary>Closes the model on its device.</summary>
    public void Dispose()
    {
        _writer?.Dispose();
        _tensor.Dispose();
        _device.Dispose();
    }

    private TensorWriter WriterFor(Options options)
    {
        var wanted = new PrepareSettings { Resize = options.Resize, Resampling = options.Resampling, Normalization = options.Normalization };
        if (_writer is null || wanted != _prepared)
        {
            _writer?.Dispose();
            _writer = new TensorWriter(Input, wanted);
            _prepared = wanted;
        }

        return _writer;
    }
}
