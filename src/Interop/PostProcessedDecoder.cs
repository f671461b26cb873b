namespace Actors.Interop;

/// <summary>Reads detections from the four outputs that TensorFlow Lite's detection post-processing gives.</summary>
/// <remarks>
/// The outputs are boxes [1,N,4] (ymin, xmin, ymax, xmax), classes [1,N], scores [1,N] and count [1]; float or quantised.
/// Two orders are in use: boxes, classes, scores, count (TensorFlow 1) and scores, boxes, count, classes (TensorFlow 2
/// without its signature). They are told apart by shape and, where the names say it, by name.
/// Entries past the count are garbage and never read.
/// </remarks>
internal sealed class PostProcessedDecoder : DetectionDecoder
{
    private readonly IReadOnlyList<TensorInfo> _outputs;
    private readonly int _boxes;
    private readonly int _classes;
    private readonly int _scores;
    private readonly int _count;
    private readonly int _capacity;

    private PostProcessedDecoder(IReadOnlyList<TensorInfo> outputs, int boxes, int classes, int scores, int count)
    {
        _outputs = outputs;
        _boxes = boxes;
        _classes = classes;
        _scores = scores;
        _count = count;
        _capacity = outputs[scores].ElementCount;
    }

    /// <summary>Finds the four outputs; null where they are others.</summary>
    public static PostProcessedDecoder? Of(IReadOnlyList<TensorInfo> outputs)
    {
        var boxes = Find(outputs, info => info.Shape.Count == 3 && info.Shape[0] == 1 && info.Shape[2] == 4);
        var count = Find(outputs, info => info.Shape.Count <= 1 && info.ElementCount == 1);
        var lists = outputs.Index().Where(output => output.Item.Shape.Count == 2 && output.Item.Shape[0] == 1).Select(output => output.Index).ToArray();
        var sound = outputs.Count == 4 && boxes >= 0 && count >= 0 && lists.Length == 2
            && lists.All(index => outputs[index].ElementCount == outputs[boxes].Shape[1])
            && outputs.All(info => info.Type is TensorType.Float32 or TensorType.UInt8 or TensorType.Int8);
        if (!sound)
        {
            return null;
        }

        var scoresFirst = ScoresComeFirst(outputs, lists, boxes);
        return new PostProcessedDecoder(outputs, boxes, scoresFirst ? lists[1] : lists[0], scoresFirst ? lists[0] : lists[1], count);
    }

    /// <inheritdoc/>
    public override Detection[] Decode(IModelOutputs outputs, DetectionFilter filter)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(filter.TopK);
        var answered = MathF.Round(Element(outputs, _count, 0));
        // Compared as a float: no number at all would become the integer 0.
        if (!(answered >= 0 && answered <= _capacity))
        {
            throw new InferenceException($"The model answered with {answered} detections; it can give 0 to {_capacity}. The device returned garbage.");
        }

        var count = (int)answered;

        Span<int> kept = _capacity <= 512 ? stackalloc int[_capacity] : new int[_capacity];
        var found = 0;
        for (var i = 0; i < count; i++)
        {
            var score = Element(outputs, _scores, i);
            if (!float.IsFinite(score))
            {
                throw new InferenceException($"Detection {i} of {count} has the score {score}. The device returned garbage.");
            }

            if (score > filter.Threshold)
            {
                kept[found++] = i;
            }
        }

        // By score, then in the model's order: an insertion sort, since models give 10 to 100 entries, sorted already.
        for (var i = 1; i < found; i++)
        {
            var candidate = kept[i];
            var score = Element(outputs, _scores, candidate);
            var place = i;
            for (; place > 0 && Element(outputs, _scores, kept[place - 1]) < score; place--)
            {
                kept[place] = kept[place - 1];
            }

            kept[place] = candidate;
        }

        var detections = new Detection[Math.Min(found, filter.TopK)];
        for (var i = 0; i < detections.Length; i++)
        {
            detections[i] = Read(outputs, kept[i]);
        }

        // The spans read above do not keep the interpreter they came from.
        GC.KeepAlive(outputs);
        return detections;
    }

    private Detection Read(IModelOutputs outputs, int index)
    {
        Span<float> box = stackalloc float[4];
        for (var side = 0; side < 4; side++)
        {
            var value = Element(outputs, _boxes, index * 4 + side);
            box[side] = float.IsFinite(value)
                ? Math.Clamp(value, 0, 1)
                : throw new InferenceException($"Detection {index} has the box edge {value}. The device returned garbage.");
        }

        var classId = MathF.Round(Element(outputs, _classes, index));
        if (!(classId >= 0 && classId < int.MaxValue))
        {
            throw new InferenceException($"Detection {index} has the class {classId}. The device returned garbage.");
        }

        return new Detection((int)classId, Element(outputs, _scores, index), new RelativeBox(box[0], box[1], box[2], box[3]));
    }

    private float Element(IModelOutputs outputs, int output, int index) =>
        TensorValues.Real(_outputs[output], outputs.Output(output), index);

    private static int Find(IReadOnlyList<TensorInfo> outputs, Func<TensorInfo, bool> matches) =>
        outputs.Index().Where(output => matches(output.Item)).Select(output => output.Index).DefaultIfEmpty(-1).First();

    /// <summary>Whether the first of the two 1xN outputs is the scores.</summary>
    private static bool ScoresComeFirst(IReadOnlyList<TensorInfo> outputs, int[] lists, int boxes)
    {
        var first = outputs[lists[0]].Name;
        var second = outputs[lists[1]].Name;
        if (Says(first, "score") || Says(second, "class"))
        {
            return true;
        }

        if (Says(first, "class") || Says(second, "score"))
        {
            return false;
        }

        // TensorFlow 1's operator numbers its outputs: boxes (no number), classes :1, scores :2, count :3. TensorFlow 2
        // exports name theirs by the signature's order: count :0, scores :1, classes :2, boxes :3. Other numbers say nothing.
        var scores = first.StartsWith("StatefulPartitionedCall", StringComparison.Ordinal) ? ":1"
            : first.StartsWith("TFLite_Detection_PostProcess", StringComparison.Ordinal) ? ":2"
            : null;
        if (scores is not null && (Is(first, ":1") && Is(second, ":2") || Is(first, ":2") && Is(second, ":1")))
        {
            return Is(first, scores);
        }

        // Nothing but the position is left: scores, boxes, count, classes has the boxes behind the first list.
        return lists[0] < boxes;
    }

    private static bool Is(string name, string number) => name.EndsWith(number, StringComparison.Ordinal);

    private static bool Says(string name, string word) => name.Contains(word, StringComparison.OrdinalIgnoreCase);
}
