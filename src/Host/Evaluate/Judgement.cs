using Actors.Truth;

namespace Actors.Host.Evaluate;

/// <summary>A detection, the object that it is of, or both.</summary>
/// <param name="Found">The detection; null for an object that was missed.</param>
/// <param name="Truth">The object; null for a detection of nothing.</param>
internal sealed record Judgement(FoundObject? Found, TrueObject? Truth)
{
    // As in the metric's mAP@.5.
    private const double EnoughOverlap = 0.5;

    /// <summary>What can be wrong with a detection, and what can be right.</summary>
    public enum Kind
    {
        /// <summary>An object of this category is there.</summary>
        Right,

        /// <summary>An object is there, of another category.</summary>
        WrongCategory,

        /// <summary>Nothing is there, or what is has been found already.</summary>
        FalseAlarm,

        /// <summary>An object that was not found.</summary>
        Missed,
    }

    /// <summary>Which of these it is.</summary>
    public Kind Is => (Found, Truth) switch
    {
        ({ } found, { } truth) => found.Category == truth.Category ? Kind.Right : Kind.WrongCategory,
        (not null, null) => Kind.FalseAlarm,
        _ => Kind.Missed,
    };

    /// <summary>Judges what was found in a picture with scores above a threshold.</summary>
    /// <remarks>
    /// In order of score each detection takes the object of its own category that it overlaps most, by half at least. What is
    /// left takes what is left, whatever its category. Detections within a crowd of their category are not judged.
    /// </remarks>
    public static IReadOnlyList<Judgement> Of(JudgedImage image, double threshold)
    {
        var objects = image.Truth.Where(truth => !truth.Crowd).ToList();
        var judgements = new List<Judgement>();
        var rest = new List<FoundObject>();
        foreach (var found in image.Found.Where(found => found.Score > threshold).OrderByDescending(found => found.Score))
        {
            if (Take(found, objects, truth => truth.Category == found.Category) is { } truth)
            {
                judgements.Add(new Judgement(found, truth));
            }
            else if (!image.Truth.Any(crowd => crowd.Crowd && crowd.Category == found.Category && crowd.OverlapWith(found.Box) >= EnoughOverlap))
            {
                rest.Add(found);
            }
        }

        judgements.AddRange(rest.Select(found => new Judgement(found, Take(found, objects, _ => true))));
        judgements.AddRange(objects.Select(truth => new Judgement(null, truth)));
        return judgements;
    }

    private static TrueObject? Take(FoundObject found, List<TrueObject> objects, Func<TrueObject, bool> may)
    {
        var best = objects.Where(may).Select(truth => (Truth: truth, Overlap: truth.OverlapWith(found.Box)))
            .Where(pair => pair.Overlap >= EnoughOverlap).OrderByDescending(pair => pair.Overlap).Select(pair => (TrueObject?)pair.Truth).FirstOrDefault();
        if (best is { } taken)
        {
            objects.Remove(taken);
        }

        return best;
    }
}
