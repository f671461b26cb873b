using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Actors.Host.Catalogue;

/// <summary>What has come of a file so far, and by what the server can tell whether that is still a part of it.</summary>
/// <remarks>
/// Two files: <c>PATH</c> with the bytes, and <c>PATH.json</c> with the address, the server's validator (a strong entity tag, or the
/// date of the last change) and the whole length. They are kept for the next try if that can go on with them: if there is a
/// validator, and something has come. The second is written before the bytes come and after earlier ones have gone, so that bytes
/// never stand beside the validator of others.
/// Not thread-safe; a <see cref="PullLock"/> sees that there is one at a time.
/// </remarks>
internal sealed partial class PartialFile : IDisposable
{
    private readonly Uri _address;
    private readonly FileStream _file;
    private Origin? _origin;
    private bool _isComplete;

    internal sealed record Origin(string Address, string? EntityTag, DateTimeOffset? Modified, long? Length);

    /// <summary>Opens what is there of an earlier try, or begins with nothing.</summary>
    /// <param name="path">Where the bytes are kept.</param>
    /// <param name="address">What they are of. Those of another address are dropped.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public PartialFile(string path, Uri address)
    {
        _address = address;
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        _origin = ReadOrigin();
        if (_origin is null || _origin.Address != address.AbsoluteUri || _file.Length > (_origin.Length ?? long.MaxValue))
        {
            Drop();
        }

        _file.Seek(0, SeekOrigin.End);
    }

    /// <summary>Bytes that have come.</summary>
    public long Length => _file.Length;

    /// <summary>Bytes there are in all; null where the server has not said.</summary>
    public long? Whole => _origin?.Length;

    /// <summary>By what to ask for the rest, or null where there is nothing to go on with.</summary>
    public RangeConditionHeaderValue? Condition =>
        Length == 0 ? null
        : _origin is { EntityTag: { } tag } ? new RangeConditionHeaderValue(new EntityTagHeaderValue(tag))
        : _origin is { Modified: { } modified } ? new RangeConditionHeaderValue(modified)
        : null;

    /// <summary>Forgets all that has come.</summary>
    public void Drop()
    {
        File.Delete(OriginPath);
        _origin = null;
        _file.SetLength(0);
    }

    /// <summary>Begins anew, with the file that this is the answer with.</summary>
    public void Restart(HttpResponseMessage answer)
    {
        Drop();
        var tag = answer.Headers.ETag is { IsWeak: false } strong ? strong.Tag : null;
        _origin = new Origin(_address.AbsoluteUri, tag, answer.Content.Headers.LastModified, answer.Content.Headers.ContentLength);
        File.WriteAllBytes(OriginPath, JsonSerializer.SerializeToUtf8Bytes(_origin, OriginFormat.Default.Origin));
    }

    /// <summary>Adds what has come.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => _file.Write(bytes);

    /// <summary>All has come: sees that it is on the disk, and stays.</summary>
    public void Complete()
    {
        _file.Flush(flushToDisk: true);
        _isComplete = true;
    }

    /// <summary>Closes it. What is not complete and cannot be gone on with is deleted.</summary>
    public void Dispose()
    {
        var stays = _isComplete || Condition is not null;
        _file.Dispose();
        if (!stays)
        {
            Delete(_file.Name);
        }
    }

    /// <summary>Deletes both files, as far as they are there.</summary>
    /// <param name="path">Where the bytes are kept.</param>
    public static void Delete(string path)
    {
        File.Delete(path + OriginExtension);
        File.Delete(path);
    }

    private const string OriginExtension = ".json";

    private string OriginPath => _file.Name + OriginExtension;

    private Origin? ReadOrigin()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(OriginPath), OriginFormat.Default.Origin) is { Address: not null } read && (read.EntityTag is null || EntityTagHeaderValue.TryParse(read.EntityTag, out _)) ? read : null;
        }
        catch (Exception unusable) when (unusable is FileNotFoundException or JsonException)
        {
            return null;
        }
    }

    [JsonSerializable(typeof(Origin))]
    private sealed partial class OriginFormat : JsonSerializerContext;
}
