using Actors.Capture;
using OpenCvSharp;

namespace Actors.View;

/// <summary>The pictures of one frame: one for each size that outputs want, drawn in that size. Used again for the next frame.</summary>
/// <remarks>Their memory belongs to the frame. Used by one thread.</remarks>
internal sealed class FramePictures
{
    private readonly List<(Size Size, Mat Picture)> _pictures = [];

    /// <summary>Whether any is wanted.</summary>
    public bool AnyWanted => _pictures.Count > 0;

    /// <summary>The size of an output's pictures: never larger than the frame, and of its shape.</summary>
    /// <param name="full">The full frame's size.</param>
    /// <param name="width">How wide the output wants them; null for the full frame.</param>
    public static Size SizeFor(Size full, int? width) => width is { } narrower && narrower < full.Width
        ? new Size(narrower, Math.Max(1, (int)Math.Round((double)full.Height * narrower / full.Width)))
        : full;

    /// <summary>Forgets the frame before.</summary>
    public void Clear() => _pictures.Clear();

    /// <summary>A picture of this size is wanted. Until it is made, it is the frame's own.</summary>
    public void Want(Size size, Frame frame)
    {
        if (Find(size) < 0)
        {
            _pictures.Add((size, frame.Image));
        }
    }

    /// <summary>Makes the pictures that are wanted, nothing drawn in them yet.</summary>
    public void Make(Frame frame)
    {
        var copies = 0;
        for (var i = 0; i < _pictures.Count; i++)
        {
            var size = _pictures[i].Size;
            _pictures[i] = (size, size == frame.Image.Size() ? frame.Image : Scaled(frame.Image, size, frame.Copy(copies++)));
        }
    }

    /// <summary>Draws into each of them.</summary>
    public void Draw(Frame frame, FrameResult result, string corner)
    {
        foreach (var (_, picture) in _pictures)
        {
            Painter.Draw(picture, frame.Scale.Full, result.Detections, corner);
        }
    }

    /// <summary>The picture of a size that was wanted.</summary>
    public Mat Of(Size size) => _pictures[Find(size)].Picture;

    // A frame that was read before anybody wanted it so large is enlarged; the next ones will not be.
    private static Mat Scaled(Mat picture, Size size, Mat into)
    {
        Cv2.Resize(picture, into, size, interpolation: size.Width < picture.Width ? InterpolationFlags.Area : InterpolationFlags.Linear);
        return into;
    }

    private int Find(Size size)
    {
        for (var i = 0; i < _pictures.Count; i++)
        {
            if (_pictures[i].Size == size)
            {
                return i;
            }
        }

        return -1;
    }
}
