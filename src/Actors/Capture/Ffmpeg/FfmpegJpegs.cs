using System.Globalization;
using OpenCvSharp;

namespace Actors.Capture.Ffmpeg;

/// <summary>The JPEGs of a Motion JPEG stream, which <c>ffmpeg</c> only receives and cuts apart. They are decoded here, each as large as it is needed.</summary>
/// <remarks>libjpeg decodes one for a third of what ffmpeg's own decoder takes, and for less where it is to be smaller.</remarks>
internal sealed class FfmpegJpegs(FfmpegProcess process, string name) : FfmpegStream(process)
{
    private const string Length = "Content-length:";

    // No frame is longer; a number that says so is damaged.
    private const int Longest = 1 << 27;

    private byte[] _jpeg = [];

    public override string Decoder => $"{FfmpegLog.MotionJpeg} (software)";

    public override bool Suffices(PictureNeed need) => true;

    public override PictureScale? Read(Mat image, PictureNeed need)
    {
        var length = ReadLength();
        if (length <= 0)
        {
            return null;
        }

        if (_jpeg.Length < length)
        {
            _jpeg = GC.AllocateUninitializedArray<byte>(length);
        }

        var jpeg = _jpeg.AsSpan(0, length);
        return Process.Fill(jpeg) ? ImageDecoder.Decode(jpeg, need, image, $"A frame of {name}") : null;
    }

    // Each JPEG stands after lines as of a message over HTTP, of which the last is empty.
    private int ReadLength()
    {
        var length = 0;
        while (Process.ReadLine() is { } line)
        {
            if (line.StartsWith(Length, StringComparison.OrdinalIgnoreCase))
            {
                length = int.TryParse(line.AsSpan(Length.Length).Trim(), CultureInfo.InvariantCulture, out var number) && number <= Longest ? number : 0;
            }
            else if (length > 0 && line.Trim().Length == 0)
            {
                return length;
            }
        }

        return 0;
    }
}
