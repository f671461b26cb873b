using System.Globalization;
using System.Net;

namespace Actors.Host.Catalogue;

/// <summary>Fetches a file over HTTP, and goes on where an earlier try was broken off.</summary>
/// <remarks>
/// <code>
///  nothing yet --------------- GET --------------------------------------------> 200: from the start
///  a part, and a validator --- GET, Range: bytes=N-, If-Range: validator ------> 206: from byte N on
///                                  the file has changed, or no ranges there ---> 200: from the start
///                                  another part than asked for, or 416 --------> dropped; the next try is from the start
/// </code>
/// What has come may still be anything: whoever asked for it compares its digest.
/// </remarks>
internal sealed class Download
{
    /// <summary>A server that has sent nothing for so long is not waited for any longer.</summary>
    public static readonly TimeSpan StallLimit = TimeSpan.FromSeconds(30);

    private const int ChunkBytes = 64 * 1024;

    private readonly Exchange _exchange;
    private readonly TimeProvider _time;

    /// <summary>Creates it.</summary>
    /// <param name="exchange">How servers are asked.</param>
    /// <param name="time">The clock.</param>
    public Download(Exchange exchange, TimeProvider time)
    {
        _exchange = exchange;
        _time = time;
    }

    /// <summary>Fetches what is missing of a file.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="into">What there is of it, and will be.</param>
    /// <param name="most">How many bytes it may have.</param>
    /// <param name="progress">Told the bytes there are and the bytes there will be, as they come.</param>
    /// <param name="stopping">Breaks it off.</param>
    /// <exception cref="DownloadException">It has not come, or not to its end.</exception>
    /// <exception cref="OperationCanceledException">It was broken off.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public async Task FetchAsync(Uri address, PartialFile into, long most, Action<long, long?> progress, CancellationToken stopping)
    {
        if (into.Length > 0 && into.Length == into.Whole)
        {
            return;
        }

        using var watch = new StallWatch(StallLimit, _time, stopping);
        try
        {
            using var answer = await _exchange.AskAsync(address, HttpMethod.Get, into.Length, into.Condition, watch);
            Begin(address, answer, into);
            RequireAtMost(most, into.Whole ?? 0, address, into);
            progress(into.Length, into.Whole);
            await using var body = await answer.Content.ReadAsStreamAsync(stopping);
            var chunk = new byte[ChunkBytes];
            while (await ReadAsync(address, body, chunk, watch) is > 0 and var count)
            {
                RequireAtMost(most, into.Length + count, address, into);
                into.Append(chunk.AsSpan(0, count));
                progress(into.Length, into.Whole);
            }
        }
        catch (OperationCanceledException) when (watch.HasStalled && !stopping.IsCancellationRequested)
        {
            throw new DownloadException(string.Create(CultureInfo.InvariantCulture, $"{Exchange.Text(address)}: nothing came for {StallLimit.TotalSeconds} s."), passes: true);
        }

        if (into.Whole is { } whole && into.Length != whole)
        {
            throw new DownloadException(string.Create(CultureInfo.InvariantCulture, $"{Exchange.Text(address)} ended after {into.Length} of {whole} bytes."), passes: true);
        }
    }

    /// <summary>The size of a file, as its server tells it; null where it does not, or not soon.</summary>
    public async Task<long?> SizeAsync(Uri address, TimeSpan limit, CancellationToken stopping)
    {
        using var watch = new StallWatch(limit, _time, stopping);
        try
        {
            using var answer = await _exchange.AskAsync(address, HttpMethod.Head, 0, condition: null, watch);
            return answer.StatusCode == HttpStatusCode.OK ? answer.Content.Headers.ContentLength : null;
        }
        catch (DownloadException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return null;
        }
    }

    // Where the answer begins.
    private static void Begin(Uri address, HttpResponseMessage answer, PartialFile into)
    {
        switch (answer.StatusCode)
        {
            case HttpStatusCode.OK:
                into.Restart(answer);
                return;
            case HttpStatusCode.PartialContent when answer.Content.Headers.ContentRange is { Unit: "bytes", From: { } from } range
                    && into.Length > 0 && from == into.Length && (range.Length is null || into.Whole is null || range.Length == into.Whole):
                return;
            default:
                into.Drop();
                throw new DownloadException($"{Exchange.Text(address)}: the server did not go on where it was broken off.", passes: true);
        }
    }

    private static void RequireAtMost(long most, long bytes, Uri address, PartialFile into)
    {
        if (bytes > most)
        {
            into.Drop();
            throw new DownloadException(string.Create(CultureInfo.InvariantCulture, $"{Exchange.Text(address)} is larger than the {most} bytes that it may have."));
        }
    }

    private static async Task<int> ReadAsync(Uri address, Stream body, byte[] chunk, StallWatch watch)
    {
        try
        {
            return await body.ReadAsync(chunk, watch.Wait());
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            throw new DownloadException($"{Exchange.Text(address)}: the connection broke: {broken.Message}", passes: true, inner: broken);
        }
    }
}
