using Actors.Host.Configuration;

namespace Actors.Host.Catalogue;

/// <summary>A file of the catalogue as it is on this machine.</summary>
/// <param name="Published">The file as it was published.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Digest">What it holds; null where it cannot be read.</param>
/// <param name="Difference">What of it is not as it was published; null where it is that very file.</param>
internal sealed record LocalFile(PublishedFile Published, string Path, FileDigest? Digest, string? Difference)
{
    /// <summary>Where the one is that would be used; null where there is none.</summary>
    public static string? PathOf(PublishedFile published) => ModelLookup.Places(published.File).FirstOrDefault(File.Exists);

    /// <summary>All there are, in all folders.</summary>
    public static IEnumerable<LocalFile> AllOf(PublishedFile published) =>
        ModelLookup.Places(published.File).Select(System.IO.Path.GetFullPath).Distinct().Where(File.Exists).Select(path => At(published, path));

    /// <summary>Reads a file and compares it.</summary>
    public static LocalFile At(PublishedFile published, string path)
    {
        try
        {
            var digest = FileDigest.Of(path);
            return new LocalFile(published, path, digest, published.Difference(digest));
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            return new LocalFile(published, path, null, $"it cannot be read: {closed.Message}");
        }
    }
}
