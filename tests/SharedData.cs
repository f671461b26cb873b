namespace Actors.Tests;

/// <summary>Real models, images and a clip, which lie beside the repository in <c>shared/data</c> and are no part of it.</summary>
public static class SharedData
{
    public const string CocoDetector = "models/coco_ssd_mobilenet_v1_quant.tflite";
    public const string CocoLabels = "models/coco_labels.txt";
    public const string Classifier = "models/tf2_mobilenet_v2_1.0_224_ptq.tflite";
    public const string EdgeTpuClassifier = "models/mobilenet_v1_0.25_128_quant_edgetpu.tflite";
    public const string UnknownOperator = "models/model_invoking_error.tflite";

    /// <summary>The path of one of its files; skips the test where the file is absent.</summary>
    public static string PathOf(string file)
    {
        var path = Path.GetFullPath(Path.Combine(Repository.PathOf(), "..", "shared", "data", file));
        Skip.IfNot(File.Exists(path), $"The test data is not here: no {path}.");
        return path;
    }
}
