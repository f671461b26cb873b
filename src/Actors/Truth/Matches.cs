namespace Actors.Truth;

/// <summary>What became of one picture's detections of one category.</summary>
/// <param name="Scores">Of the detections, the best first.</param>
/// <param name="Verdicts">By threshold on overlap and detection.</param>
/// <param name="Objects">How many objects there were to find.</param>
public sealed record Matches(IReadOnlyList<double> Scores, Matches.Verdict[,] Verdicts, int Objects)
{
    /// <summary>What a detection is.</summary>
    public enum Verdict : byte
    {
        /// <summary>There is no such object, or another detection has found it.</summary>
        Wrong,

        /// <summary>An object.</summary>
        Right,

        /// <summary>One that does not count either way.</summary>
        Ignored,
    }
}
