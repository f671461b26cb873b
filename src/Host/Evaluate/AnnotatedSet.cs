using Actors.Truth;

namespace Actors.Host.Evaluate;

/// <summary>Pictures of which is known what is in them.</summary>
/// <param name="File">Where that is written, for messages.</param>
/// <param name="Images">The pictures.</param>
/// <param name="Categories">All kinds of objects that are told apart, in order of their ids.</param>
internal sealed record AnnotatedSet(string File, IReadOnlyList<AnnotatedImage> Images, IReadOnlyList<Category> Categories)
{
    /// <summary>Objects that are to be found.</summary>
    public int ObjectCount => Images.Sum(image => image.Truth.Count(truth => !truth.Crowd));
}

/// <summary>A picture.</summary>
/// <param name="Entry">Its place in the file, for messages.</param>
/// <param name="Id">Its id.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Truth">What is in it.</param>
internal sealed record AnnotatedImage(string Entry, long Id, string Path, int Width, int Height, IReadOnlyList<TrueObject> Truth);
