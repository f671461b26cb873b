using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Actors.View;

namespace Actors.Host.Web;

/// <summary>Pictures one after another over one connection, as browsers show them: Motion JPEG.</summary>
internal static class PictureStream
{
    /// <summary>What the answer is called.</summary>
    public const string ContentType = $"multipart/x-mixed-replace; boundary={Boundary}";

    /// <summary>How long it waits for a picture. Then it sends the last one again, since whoever has gone without a word is only noticed when something is sent.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    // What separates pictures. A browser shows one when it sees the line after it, so that follows at once.
    private const string Boundary = "actors-next";
    private static readonly byte[] Separator = Encoding.ASCII.GetBytes($"\r\n--{Boundary}\r\n");

    /// <summary>Sends pictures, until the camera is gone or has given none at all within <see cref="Patience"/>.</summary>
    /// <param name="feed">The pictures.</param>
    /// <param name="body">Where they go.</param>
    /// <param name="isThere">Whether the camera is there.</param>
    /// <param name="time">Measures the wait.</param>
    /// <param name="ending">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static async Task SendAsync(LiveFeed feed, PipeWriter body, Func<bool> isThere, TimeProvider time, CancellationToken ending)
    {
        await body.WriteAsync(Separator.AsMemory(2), ending);
        LivePicture? shown = null;
        Task<LivePicture>? next = null;
        while (isThere())
        {
            next ??= feed.NextAsync(shown, ending);
            try
            {
                shown = await next.WaitAsync(Patience, time, ending);
                next = null;
            }
            catch (TimeoutException)
            {
                if (shown is null || !isThere())
                {
                    return;
                }
            }

            Write(shown, body);

            // Ends when the connection has taken it, however slow that is; by then there may be newer pictures.
            await body.FlushAsync(ending);
        }
    }

    private static void Write(LivePicture picture, PipeWriter body)
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"Content-Type: image/jpeg\r\nContent-Length: {picture.Jpeg.Length}\r\n\r\n");
        Encoding.ASCII.GetBytes(head, body);
        body.Write(picture.Jpeg.Span);
        body.Write(Separator);
    }
}
