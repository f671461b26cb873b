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
    private int _next;

    private ImageSource(IReadOnlyList<string> files) => _files = files;

    /// <inheritdoc/>
    public double Rate => 0;

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
    public bool Read(Mat image, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        if (_next == _files.Count)
        {
            return false;
        }

        ReadImage(_files[_next++], image);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>Decodes an image file as 8-bit BGR.</summary>
    /// <exception cref="SourceException">It is missing, or no image.</exception>
    public static void ReadImage(string path, Mat into)
    {
        if (!File.Exists(path))
        {
            throw new SourceException($"There is no image '{path}'.") { FrameOnly = true };
        }

        try
        {
            using var decoded = Cv2.ImRead(path, ImreadModes.Color);
            if (!decoded.Empty())
            {
                decoded.CopyTo(into);
                return;
            }
        }
        catch (OpenCVException tooLarge)
        {
            throw new SourceException($"'{path}' claims to be a larger image than can be; it may be damaged.", tooLarge) { FrameOnly = true };
        }

        throw new SourceException($"'{path}' does not decode as an image; it may be damaged or cut off.") { FrameOnly = true };
    }

    /// <summary>The images of a file name, a folder or a glob, in the order of their names.</summary>
    public static IReadOnlyList<string> Find(string pattern)
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
