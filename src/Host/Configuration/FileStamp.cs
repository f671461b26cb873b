namespace Actors.Host.Configuration;

/// <summary>A file as it is at a moment: another length or time means another content. Symbolic links are followed, those of its folders too.</summary>
/// <param name="Path">The file.</param>
/// <param name="Length">Bytes; -1 where there is none.</param>
/// <param name="Written">When it was last written.</param>
internal sealed record FileStamp(string Path, long Length, DateTime Written)
{
    /// <summary>The stamp of a file that is there, or is not.</summary>
    public static FileStamp Of(string path)
    {
        try
        {
            var file = new FileInfo(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
            return new FileStamp(path, file.Length, file.LastWriteTimeUtc);
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            return new FileStamp(path, -1, default);
        }
    }
}
