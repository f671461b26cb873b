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

    // Logits so near to the least that counts are looked at exactly.
    private const float RoundingOfLogits = 0.001f;

    // Quantisation may round a probability up.
    private const float MostProbable = 1.01f;

    private readonly IReadOnlyList<TensorInfo> _outputs;
    private readonly OutputIndices _found;
    private readonly RawSsd _raw;
    private readonly int _columns;
    private readonly int _first;

    // What each byte of a quantised score stands for; null where scores are floats.
    private readonly float[]? _table;
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
        _first = raw.HasBackground ? 1 : 0;
        _row = new float[_columns];
        var scores = outputs[found.Classes];
        _table = scores.Type == TensorType.Float32 ? null : [.. Enumerable.Range(0, 256).Select(value => TensorValues.Real(scores, [(byte)value], 0))];
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
        var scores = outputs.Output(_found.Classes);
        var soft = _raw.Scores == RawSsd.ScoreForm.Softmax;
        var lowest = LowestThatCounts(threshold);
        for (var anchor = 0; anchor < _raw.Anchors.Count; anchor++)
        {
            ReadRow(scores, anchor);

            // A probability is at most exp(logit) by the largest exponent, so that only a row that has such a logit is worth its exponents.
            var highest = soft ? _row.Max() : 0;
            if (RowHasAbove(highest + lowest) || !float.IsFinite(highest))
            {
                AddCandidates(anchor, threshold, soft ? SumOfExponents(highest) : 0, highest);
            }
        }
    }

    // Of a single score; of a softmax, below the highest of its row.
    private float LowestThatCounts(float threshold) => _raw.Scores switch
    {
        RawSsd.ScoreForm.Probability => threshold,
        _ when threshold <= 0 => float.NegativeInfinity,
        RawSsd.ScoreForm.Sigmoid => MathF.Log(threshold / (1 - threshold)) - RoundingOfLogits,
        _ => MathF.Log(threshold) - RoundingOfLogits,
    };

    private void ReadRow(ReadOnlySpan<byte> scores, int anchor)
    {
        if (_table is null)
        {
            MemoryMarshal.Cast<byte, float>(scores).Slice(anchor * _columns, _columns).CopyTo(_row);
            return;
        }

        var bytes = scores.Slice(anchor * _columns, _columns);
        for (var column = 0; column < bytes.Length; column++)
        {
            _row[column] = _table[bytes[column]];
        }
    }

    // What is no number is not below either, and found out as garbage.
    private bool RowHasAbove(float lowest)
    {
        for (var column = _first; column < _row.Length; column++)
        {
            if (!(_row[column] <= lowest))
            {
                return true;
            }
        }

        return false;
    }

    private void AddCandidates(int anchor, float threshold, float sum, float highest)
    {
        for (var column = _first; column < _row.Length; column++)
        {
            var score = _row[column];
            var probability = _raw.Scores switch
            {
                RawSsd.ScoreForm.Probability => score,
                RawSsd.ScoreForm.Sigmoid => 1 / (1 + MathF.Exp(-score)),
                _ => MathF.Exp(score - highest) / sum,
            };
            if (!float.IsFinite(score) || !float.IsFinite(probability))
            {
                throw new InferenceException($"Box {anchor} has the score {score}. The device returned garbage.");
            }

            if (probability > MostProbable)
            {
                throw new InferenceException($"Box {anchor} has the score {score}, which is no probability. If it is a logit, say whether of a sigmoid or a softmax.");
            }

            if (probability > threshold)
            {
                _candidates.Add(new Candidate(column - _first, anchor, probability));
            }
        }
    }

    private float SumOfExponents(float highest)
    {
        var sum = 0f;
        foreach (var score in _row)
        {
            sum += MathF.Exp(score - highest);
        }

        return sum;
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
