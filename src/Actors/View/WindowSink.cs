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
        if (!_shown.Contains(name))
        {
            Cv2.NamedWindow(name, WindowFlags.KeepRatio);
            Cv2.ResizeWindow(name, frame.Picture.Width, frame.Picture.Height);
            _shown.Add(name);
        }
        else if (!IsOpen(name))
        {
            throw new SinkClosedException($"The window of camera {name} was closed.") { EndsRun = true };
        }

        Cv2.ImShow(name, frame.Picture);

        // Also gives the desktop its turn; one millisecond is the shortest there is.
        if (Cv2.WaitKey(1) is 'q' or 'Q' or Escape)
        {
            throw new SinkClosedException("The user pressed q.") { EndsRun = true };
        }
    }

    // GTK answers -1 for any property of a window that is gone. Whether one is visible, which would be the natural
    // question, it does not tell: that is -1 for every window.
    private static bool IsOpen(string name) => Cv2.GetWindowProperty(name, WindowPropertyFlags.AutoSize) >= 0;

    public void Dispose()
    {
        foreach (var name in _shown.Where(IsOpen))
        {
            Cv2.DestroyWindow(name);
        }
    }
}
