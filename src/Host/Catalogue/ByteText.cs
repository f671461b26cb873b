using System.Globalization;

namespace Actors.Host.Catalogue;

/// <summary>Sizes of files for people.</summary>
internal static class ByteText
{
    /// <summary><c>4.2 MB</c>, <c>661 bytes</c>.</summary>
    public static string Of(long bytes) =>
        bytes >= 100_000 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB") : string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes");
}
