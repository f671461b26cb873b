using System.Globalization;

namespace Actors.Host.Catalogue;

/// <summary>A file of the catalogue, as <c>config/models.json</c> explains it.</summary>
internal sealed record PublishedFile
{
    /// <summary>Its name, there and here.</summary>
    public required string File { get; init; }

    /// <summary>Where it is, if not where the catalogue's files are; with <see cref="Member"/>, where the archive is.</summary>
    public string? Address { get; init; }

    /// <summary>Its name in the zip archive that it is published in; null where it is published as it is.</summary>
    public string? Member { get; init; }

    /// <summary>Its size, where that is known.</summary>
    public long? Bytes { get; init; }

    /// <summary>Its SHA-256, where that is known.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Its object id in git, where that is known.</summary>
    public string? GitBlobSha1 { get; init; }

    /// <summary>What <c>--model</c> may call it: its name without the extension.</summary>
    public string Stem => Path.GetFileNameWithoutExtension(File);

    /// <summary>What of a file is not as it was published, or null where it is this very file.</summary>
    public string? Difference(FileDigest found) =>
        Bytes is { } bytes && bytes != found.Bytes ? string.Create(CultureInfo.InvariantCulture, $"it has {found.Bytes} bytes and not {bytes}")
        : Sha256 is not null && !Sha256.Equals(found.Sha256, StringComparison.OrdinalIgnoreCase) ? $"its SHA-256 is {found.Sha256} and not {Sha256}"
        : GitBlobSha1 is not null && !GitBlobSha1.Equals(found.GitBlobSha1, StringComparison.OrdinalIgnoreCase) ? $"its git object id is {found.GitBlobSha1} and not {GitBlobSha1}"
        : null;
}
