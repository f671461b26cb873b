namespace Actors.Truth;

/// <summary>A kind of objects that a data set or a camera's truth tells apart.</summary>
/// <param name="Id">By which its objects refer to it.</param>
/// <param name="Name">As a model's labels call it, whatever the case.</param>
public sealed record Category(long Id, string Name);
