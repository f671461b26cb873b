using OpenCvSharp;

namespace Actors.Capture;

/// <summary>Frames from image files, in the order of their names.</summary>
public sealed class ImageSource : IFrameSource
{
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".bmp", ".jpeg", ".jpg", ".png", ".ppm", ".pgm", ".tif", ".tiff", ".webp",
    };

    private readonly IReadOnlyList<string> _files;
    private byte[] _encoded = [];
    private int _next;

    private ImageSource(IReadOnlyList<string> files) => _files = files;

    /// <inheritdoc/>
    public double Rate => 0;

    /// <inheritdoc/>
    public string Decoder => $"{Path.GetExtension(_files[Math.Max(0, _next - 1)])[1..].ToLowerInvariant()} (software)";

    /// <summary>Whether a file name ends like an image's.</summary>
    public static bool HasImageExtension(string path) => Extensions.Contains(Path.GetExtension(path));

    /// <summary>Finds the images of a file name, a folder or a glob.</summary>
    /// <exception cref="SourceException">There are none.</exception>
    public static ImageSource Open(string pattern)
    {
        var files = Find(pattern);
        return files.Count > 0
            ? new ImageSource(files)
            : throw new SourceException($"There are no images at '{pattern}'. Images end in {string.Join(", ", Extensions.Order())}.");
    }

    /// <inheritdoc/>
    public PictureScale? Read(Mat image, PictureNeed need, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        return _next == _files.Count ? null : ReadImage(_files[_next++], need, image, ref _encoded);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>Decodes an image file as 8-bit BGR.</summary>
    /// <exception cref="SourceException">It is missing, or no image.</exception>
    public static void ReadImage(string path, Mat into)
    {
        byte[] encoded = [];
        ReadImage(path, PictureNeed.Full, into, ref encoded);
    }

    private static PictureScale ReadImage(string path, PictureNeed need, Mat into, ref byte[] buffer)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (!file.CanSeek)
            {
                // A pipe, as of another program's output.
                using var content = new MemoryStream();
                file.CopyTo(content);
                return ImageDecoder.Decode(content.GetBuffer().AsSpan(0, (int)content.Length), need, into, $"'{path}'");
            }

            var length = file.Length;
            if (length > Array.MaxLength)
            {
                throw new SourceException($"'{path}' is too large for an image.") { FrameOnly = true };
            }

            if (buffer.Length < length)
            {
                buffer = GC.AllocateUninitializedArray<byte>((int)length);
            }

            return ImageDecoder.Decode(buffer.AsSpan(0, file.ReadAtLeast(buffer.AsSpan(0, (int)length), (int)length, throwOnEndOfStream: false)), need, into, $"'{path}'");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SourceException($"There is no image '{path}'.", missing) { FrameOnly = true };
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            throw new SourceException($"'{path}' cannot be read: {closed.Message}", closed) { FrameOnly = true };
        }
    }

    /// <summary>The images of a file name, a folder or a glob, in the order of their names.</summary>
    /// <exception cref="SourceException">The folder cannot be read.</exception>
    public static IReadOnlyList<string> Find(string pattern)
    {
        try
        {
            return FindReadable(pattern);
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            throw new SourceException($"'{pattern}' cannot be read: {closed.Message}", closed);
        }
    }

    private static List<string> FindReadable(string pattern)
    {
        if (Directory.Exists(pattern))
        {
            return Sorted(Directory.EnumerateFiles(pattern).Where(HasImageExtension));
        }

        if (File.Exists(pattern))
        {
            return [pattern];
        }

        var folder = Path.GetDirectoryName(pattern) is { Length: > 0 } named ? named : ".";
        return Directory.Exists(folder)
            ? Sorted(Directory.EnumerateFiles(folder, Path.GetFileName(pattern)).Where(HasImageExtension))
            : [];
    }

    private static List<string> Sorted(IEnumerable<string> files) => [.. files.Order(StringComparer.Ordinal)];
}
