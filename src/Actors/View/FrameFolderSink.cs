using System.Globalization;
using OpenCvSharp;

namespace Actors.View;

/// <summary>Writes each picture as a JPEG file, named after its camera and number so that names sort in order.</summary>
internal sealed class FrameFolderSink : ISink
{
    private readonly string _folder;

    public FrameFolderSink(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
    }

    public void Write(AnnotatedFrame frame)
    {
        var id = frame.Result.Frame;
        var path = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{SinkSpec.FileNameOf(id.Camera)}-{id.Sequence:D8}.jpg"));
        if (!Cv2.ImWrite(path, frame.Picture))
        {
            throw new IOException($"The picture {path} cannot be written. Check that the folder may be written to and that the disk is not full.");
        }
    }

    public void Dispose()
    {
    }
}
