using Actors.Interop;
using Actors.Prepare;

namespace Actors.View;

/// <summary>Which of the answers on one camera's frames count, beside what the model's own threshold lets through.</summary>
public sealed class AnswerFilter
{
    /// <summary>All that the model's threshold lets through.</summary>
    public static readonly AnswerFilter All = new(null, []);

    private readonly float? _threshold;
    private readonly HashSet<string> _classes;

    /// <summary>Creates it.</summary>
    /// <param name="threshold">Only scores above it count; null for the model's own threshold.</param>
    /// <param name="classes">Only these labels count; none for all.</param>
    public AnswerFilter(float? threshold, IEnumerable<string> classes)
    {
        _threshold = threshold;
        _classes = new HashSet<string>(classes, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether answers of a class count.</summary>
    internal bool Wants(string label) => _classes.Count == 0 || _classes.Contains(label);

    /// <summary>What is left of a frame's answers, the best first.</summary>
    /// <param name="found">Best first.</param>
    /// <param name="task">What the device ran.</param>
    /// <param name="geometry">How the frame lies in the model's input.</param>
    internal DetectedObject[] Describe(IReadOnlyList<Detection> found, DetectionTask task, Geometry geometry)
    {
        // Devices leave out what no camera wants; some may want more than this one.
        var threshold = _threshold ?? (task.LeastThreshold is null ? float.NegativeInfinity : task.Filter.Threshold);
        var count = 0;
        for (var i = 0; i < found.Count; i++)
        {
            count += Passes(found[i], threshold, task.Labels) ? 1 : 0;
        }

        var objects = count == 0 ? [] : new DetectedObject[count];
        for (int i = 0, next = 0; next < count; i++)
        {
            if (Passes(found[i], threshold, task.Labels))
            {
                objects[next++] = new DetectedObject(found[i].ClassId, task.Labels[found[i].ClassId], found[i].Score, geometry.ToFrame(found[i].Box));
            }
        }

        return objects;
    }

    private bool Passes(Detection found, float threshold, Labels labels) =>
        found.Score > threshold && Wants(labels[found.ClassId]);
}
