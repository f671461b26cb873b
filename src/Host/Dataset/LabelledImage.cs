using Actors.Street;

namespace Actors.Host.Dataset;

/// <summary>An image that has been written, and what is on it.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Objects">What is to be found.</param>
internal sealed record LabelledImage(int Width, int Height, IReadOnlyList<StreetObject> Objects)
{
    /// <summary>What the file of an image is called.</summary>
    public static string NameOf(int index) => $"{index:D6}.jpg";
}
