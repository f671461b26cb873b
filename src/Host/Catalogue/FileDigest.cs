using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Actors.Host.Catalogue;

/// <summary>What tells the content of a file from any other.</summary>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its SHA-256, in lower-case hexadecimal digits.</param>
/// <param name="GitBlobSha1">Its object id in git: the SHA-1 of <c>blob SIZE</c>, a zero byte and the content.</param>
internal sealed record FileDigest(long Bytes, string Sha256, string GitBlobSha1)
{
    private const int ChunkBytes = 64 * 1024;

    /// <summary>The digest of a file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileDigest Of(string path)
    {
        using var file = File.OpenRead(path);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        sha1.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {file.Length}\0")));
        var chunk = new byte[ChunkBytes];
        while (file.Read(chunk) is > 0 and var count)
        {
            sha256.AppendData(chunk, 0, count);
            sha1.AppendData(chunk, 0, count);
        }

        return new FileDigest(file.Length, Convert.ToHexStringLower(sha256.GetHashAndReset()), Convert.ToHexStringLower(sha1.GetHashAndReset()));
    }
}
