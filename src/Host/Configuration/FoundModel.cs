using Actors.Host.Catalogue;

namespace Actors.Host.Configuration;

/// <summary>A model's file, and what the catalogue has of a model that is called so.</summary>
/// <param name="Path">The file.</param>
/// <param name="Published">The catalogue's entry, or null.</param>
internal sealed record FoundModel(string Path, PublishedModel? Published);
