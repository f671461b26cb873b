namespace Actors.Host.Evaluate;

/// <summary>How accurate a model is on a data set, and how fast it was.</summary>
/// <param name="Model">The model.</param>
/// <param name="Data">The file of annotations.</param>
/// <param name="Images">How many pictures.</param>
/// <param name="Objects">How many objects to find.</param>
/// <param name="Preparing">How pictures became inputs.</param>
/// <param name="Classes">Which of the model's classes are which categories.</param>
/// <param name="Accuracy">The mean of all categories.</param>
/// <param name="BestThreshold">The threshold on scores that is the best compromise; null where nothing right was found.</param>
/// <param name="Categories">Each category that occurs.</param>
/// <param name="Confusion">What was taken for what, above that threshold.</param>
/// <param name="Devices">What ran it.</param>
/// <param name="Speed">How fast.</param>
internal sealed record EvalReport(
    string Model, string Data, int Images, int Objects, EvalReport.Preparation Preparing, EvalReport.ClassMapping Classes,
    Accuracy Accuracy, OperatingPoint? BestThreshold, IReadOnlyList<EvalReport.CategoryRow> Categories, ConfusionMatrix Confusion,
    IReadOnlyList<EvalReport.DeviceRow> Devices, EvalReport.Speeds Speed)
{
    /// <summary>How pictures became inputs, having been made so many lines high and noisy before where that is said; and which answers counted.</summary>
    public sealed record Preparation(string Resize, string Resampling, int? Lines, double Noise, float Threshold, int TopK);

    /// <summary>See <see cref="Actors.Truth.CategoryMap"/>; and how many detections are of classes that are no category.</summary>
    public sealed record ClassMapping(string Rule, IReadOnlyList<string> UnknownCategories, IReadOnlyList<string> UnknownLabels, int UnknownDetections);

    /// <summary>A category: how many objects there are to find, and how many were found, right or wrong.</summary>
    public sealed record CategoryRow(string Category, int Objects, int Detections, Accuracy Accuracy);

    /// <summary>A device and how many pictures it ran.</summary>
    public sealed record DeviceRow(string Device, int Images);

    /// <summary>Pictures a second in all, reading and decoding them and opening devices included; and medians of one picture's.</summary>
    public sealed record Speeds(double Seconds, double ImagesPerSecond, double PrepareMs, double InferMs);
}
