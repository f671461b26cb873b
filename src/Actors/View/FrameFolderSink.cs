using System.Globalization;
using OpenCvSharp;

namespace Actors.View;

/// <summary>Writes each picture as a JPEG file, named after its camera and number so that names sort in order.</summary>
internal sealed class FrameFolderSink : ISink
{
    private const string Extension = ".jpg";

    private readonly string _folder;

    public FrameFolderSink(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
    }

    /// <summary>Whether it may have written a file of this name, or may write one.</summary>
    public static bool IsNamed(string file, string camera) =>
        file.StartsWith(Beginning(camera), StringComparison.Ordinal) && file.EndsWith(Extension, StringComparison.Ordinal);

    public void Write(AnnotatedFrame frame)
    {
        var id = frame.Result.Frame;
        var path = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{Beginning(id.Camera)}{id.Sequence:D8}{Extension}"));
        if (!Cv2.ImWrite(path, frame.Picture))
        {
            throw new IOException($"The picture {path} cannot be written. Check that the folder may be written to and that the disk is not full.");
        }
    }

    public void Dispose()
    {
    }

    private static string Beginning(string camera) => $"{SinkSpec.FileNameOf(camera)}-";
}
