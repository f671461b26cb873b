using Actors.Prepare;

namespace Actors.Truth;

/// <summary>An object that a model says is in a picture.</summary>
/// <param name="Category">The category's id.</param>
/// <param name="Score">How sure the model is.</param>
/// <param name="Box">In the picture's pixels.</param>
public readonly record struct FoundObject(long Category, double Score, PixelBox Box);
