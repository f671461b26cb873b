using OpenCvSharp;

namespace Actors.View;

/// <summary>Shows the pictures in a desktop window for each camera. Q, Escape or closing a window ends the program.</summary>
internal sealed class WindowSink : ISink
{
    private const int Escape = 27;

    private readonly HashSet<string> _shown = new(StringComparer.Ordinal);

    public void Write(AnnotatedFrame frame)
    {
        var name = frame.Result.Frame.Camera;
        if (_shown.Add(name))
        {
            Cv2.NamedWindow(name, WindowFlags.KeepRatio);
            Cv2.ResizeWindow(name, frame.Picture.Width, frame.Picture.Height);
        }
        else if (Cv2.GetWindowProperty(name, WindowPropertyFlags.Visible) < 1)
        {
            throw new SinkClosedException($"The window of camera {name} was closed.");
        }

        Cv2.ImShow(name, frame.Picture);

        // Also gives the desktop its turn; one millisecond is the shortest there is.
        if (Cv2.WaitKey(1) is 'q' or 'Q' or Escape)
        {
            throw new SinkClosedException("The user pressed q.");
        }
    }

    public void Dispose()
    {
        foreach (var name in _shown)
        {
            Cv2.DestroyWindow(name);
        }
    }
}
