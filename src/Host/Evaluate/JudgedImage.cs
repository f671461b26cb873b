using Actors.Truth;

namespace Actors.Host.Evaluate;

/// <summary>What is in a picture, and what a model found in it.</summary>
/// <param name="Id">The picture's id; detections of equal score are taken in its order.</param>
/// <param name="Truth">What is in it.</param>
/// <param name="Found">What was found, of those categories that there are.</param>
internal sealed record JudgedImage(long Id, IReadOnlyList<TrueObject> Truth, IReadOnlyList<FoundObject> Found);
