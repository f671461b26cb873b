using System.Runtime.InteropServices;

namespace Actors.Interop;

/// <summary>Reads detections from an SSD's raw outputs: box encodings [1,N,4] or [1,N,1,4] and class scores [1,N,C]; float or quantised.</summary>
/// <remarks>
/// An encoding (ty, tx, th, tw) moves and scales its anchor, as in TensorFlow's models: the centre by ty / 10 of the anchor's height
/// and tx / 10 of its width, the sides by exp(th / 5) and exp(tw / 5). Of the boxes of one class that overlap, non-maximum
/// suppression leaves the best; a box can be of several classes.
/// </remarks>
internal sealed class RawSsdDecoder : DetectionDecoder
{
    private const float CentreScale = 10;
    private const float SizeScale = 5;

    // Of each class; more than are ever found, and few enough to compare each with each (Liu et al. 2016 take as many).
    private const int MostCandidates = 400;

    private readonly IReadOnlyList<TensorInfo> _outputs;
    private readonly OutputIndices _found;
    private readonly RawSsd _raw;
    private readonly int _columns;
    private readonly float[] _row;

    // Memory that is used again from frame to frame.
    private readonly List<Candidate> _candidates = [];
    private readonly List<Detection> _detections = [];

    /// <summary>Which outputs are which.</summary>
    public readonly record struct OutputIndices(int Boxes, int Classes);

    private readonly record struct Candidate(int ClassId, int Anchor, float Score);

    public RawSsdDecoder(IReadOnlyList<TensorInfo> outputs, OutputIndices found, RawSsd raw, string model)
    {
        var count = outputs[found.Boxes].Shape[1];
        if (raw.Anchors.Count != count)
        {
            throw new ModelException(ModelException.Fault.NotADetector,
                $"The model '{model}' has {count} boxes, and there are {raw.Anchors.Count} anchors for them: they are another model's.");
        }

        _outputs = outputs;
        _found = found;
        _raw = raw;
        _columns = outputs[found.Classes].Shape[2];
        _row = new float[_columns];
    }

    /// <summary>Finds the two outputs by their shapes, and where both are 1xNx4 by their names; null where they are others.</summary>
    public static OutputIndices? FindOutputs(IReadOnlyList<TensorInfo> outputs)
    {
        if (outputs.Count != 2 || outputs.Any(info => info.Type is not (TensorType.Float32 or TensorType.UInt8 or TensorType.Int8)))
        {
            return null;
        }

        var fits = new[] { Fits(outputs[0], outputs[1]), Fits(outputs[1], outputs[0]) };
        return fits switch
        {
            [true, false] => new OutputIndices(0, 1),
            [false, true] => new OutputIndices(1, 0),
            [true, true] => outputs[0].Name.Contains("class", StringComparison.OrdinalIgnoreCase) || outputs[1].Name.Contains("box", StringComparison.OrdinalIgnoreCase)
                ? new OutputIndices(1, 0)
                : new OutputIndices(0, 1),
            _ => null,
        };

        static bool Fits(TensorInfo boxes, TensorInfo classes) =>
            boxes.Shape is [1, _, 4] or [1, _, 1, 4] && classes.Shape is [1, _, > 1] && classes.Shape[1] == boxes.Shape[1];
    }

    /// <inheritdoc/>
    public override Detection[] Decode(IModelOutputs outputs, DetectionFilter filter)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(filter.TopK);
        FindCandidates(outputs, filter.Threshold);
        _candidates.Sort(static (a, b) =>
            a.ClassId != b.ClassId ? a.ClassId.CompareTo(b.ClassId)
            : a.Score != b.Score ? b.Score.CompareTo(a.Score)
            : a.Anchor.CompareTo(b.Anchor));
        _detections.Clear();
        for (var start = 0; start < _candidates.Count;)
        {
            var end = start + 1;
            while (end < _candidates.Count && _candidates[end].ClassId == _candidates[start].ClassId)
            {
                end++;
            }

            Suppress(outputs, start, Math.Min(end, start + MostCandidates), filter.Threshold);
            start = end;
        }

        // The spans read above do not keep the interpreter they came from.
        GC.KeepAlive(outputs);
        return [.. _detections.OrderByDescending(found => found.Score).Take(filter.TopK).Select(found => found with { Box = Clipped(found.Box) })];
    }

    private void FindCandidates(IModelOutputs outputs, float threshold)
    {
        _candidates.Clear();
        var info = _outputs[_found.Classes];
        var scores = outputs.Output(_found.Classes);
        var first = _raw.HasBackground ? 1 : 0;
        for (var anchor = 0; anchor < _raw.Anchors.Count; anchor++)
        {
            for (var column = 0; column < _columns; column++)
            {
                _row[column] = TensorValues.Real(info, scores, anchor * _columns + column);
            }

            ToProbabilities(anchor);
            for (var column = first; column < _columns; column++)
            {
                if (_row[column] > threshold)
                {
                    _candidates.Add(new Candidate(column - first, anchor, _row[column]));
                }
            }
        }
    }

    private void ToProbabilities(int anchor)
    {
        foreach (var score in _row)
        {
            if (!float.IsFinite(score) || (_raw.Scores == RawSsd.ScoreForm.Probability && score is < -0.01f or > 1.01f))
            {
                throw new InferenceException($"Box {anchor} has the score {score}. {(float.IsFinite(score) ? "Is that a logit? Then say whether of a sigmoid or a softmax." : "The device returned garbage.")}");
            }
        }

        switch (_raw.Scores)
        {
            case RawSsd.ScoreForm.Sigmoid:
                for (var i = 0; i < _row.Length; i++)
                {
                    _row[i] = 1 / (1 + MathF.Exp(-_row[i]));
                }

                break;
            case RawSsd.ScoreForm.Softmax:
                var highest = _row.Max();
                var sum = 0f;
                for (var i = 0; i < _row.Length; i++)
                {
                    sum += _row[i] = MathF.Exp(_row[i] - highest);
                }

                for (var i = 0; i < _row.Length; i++)
                {
                    _row[i] /= sum;
                }

                break;
        }
    }

    private void Suppress(IModelOutputs outputs, int start, int end, float threshold)
    {
        var before = _detections.Count;
        for (var i = start; i < end; i++)
        {
            var candidate = _candidates[i];
            _detections.Add(new Detection(candidate.ClassId, candidate.Score, BoxOf(outputs, candidate.Anchor)));
        }

        var boxes = CollectionsMarshal.AsSpan(_detections)[before..];
        var kept = _raw.SoftSigma > 0 ? NonMaxSuppression.Soft(boxes, _raw.SoftSigma, threshold) : NonMaxSuppression.Hard(boxes, _raw.Overlap);
        CollectionsMarshal.SetCount(_detections, before + kept);
    }

    private RelativeBox BoxOf(IModelOutputs outputs, int index)
    {
        var anchor = _raw.Anchors[index];
        var y = anchor.Y + Encoded(0) / CentreScale * anchor.Height;
        var x = anchor.X + Encoded(1) / CentreScale * anchor.Width;
        var halfHeight = MathF.Exp(Encoded(2) / SizeScale) * anchor.Height / 2;
        var halfWidth = MathF.Exp(Encoded(3) / SizeScale) * anchor.Width / 2;
        var box = new RelativeBox(y - halfHeight, x - halfWidth, y + halfHeight, x + halfWidth);
        return float.IsFinite(box.YMin) && float.IsFinite(box.XMin) && float.IsFinite(box.YMax) && float.IsFinite(box.XMax)
            ? box
            : throw new InferenceException($"Box {index} is {box}. The device returned garbage.");

        float Encoded(int side) => TensorValues.Real(_outputs[_found.Boxes], outputs.Output(_found.Boxes), index * 4 + side);
    }

    private static RelativeBox Clipped(RelativeBox box) =>
        new(Math.Clamp(box.YMin, 0, 1), Math.Clamp(box.XMin, 0, 1), Math.Clamp(box.YMax, 0, 1), Math.Clamp(box.XMax, 0, 1));
}
