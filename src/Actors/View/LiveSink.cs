using OpenCvSharp;

namespace Actors.View;

/// <summary>Encodes each picture once, for all who look at a feed.</summary>
internal sealed class LiveSink(LiveFeed feed) : ISink
{
    // Boxes and small text stay sharp; 640x480 take some 50 kB.
    private static readonly ImageEncodingParam[] Encoding = [new(ImwriteFlags.JpegQuality, 80)];

    public void Write(AnnotatedFrame frame)
    {
        Cv2.ImEncode(".jpg", frame.Picture, out var jpeg, Encoding);
        feed.Publish(new LivePicture(frame.Result.Frame, frame.Result.Captured, jpeg));
    }

    public void Dispose()
    {
    }
}
