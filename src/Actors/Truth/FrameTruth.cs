namespace Actors.Truth;

/// <summary>What is in a frame, where its camera knows: one that draws its frames itself does. Immutable.</summary>
/// <param name="Categories">All kinds of objects that the camera tells apart; the same list with every frame.</param>
/// <param name="Objects">The objects, in pixels of the full frame.</param>
public sealed record FrameTruth(IReadOnlyList<Category> Categories, IReadOnlyList<TrueObject> Objects);
