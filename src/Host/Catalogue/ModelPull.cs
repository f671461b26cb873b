using System.IO.Compression;
using Polly;
using Polly.Retry;

namespace Actors.Host.Catalogue;

/// <summary>Fetches models of the catalogue, and their labels, into the user's cache.</summary>
/// <remarks>
/// Each file comes into <c>.partial/</c> beside the others, is compared with its published digest there, and only then gets its name,
/// by a rename: a file that has one is whole and right, whatever stops the program. What is broken off is gone on with the next time
/// (<see cref="PartialFile"/>), unless that is more than a week later; what turns out to be another file is deleted.
/// </remarks>
internal sealed class ModelPull
{
    private const string PartialFolder = ".partial";
    private const string LockFile = "lock";
    private const string PartialExtension = ".part";
    private const string UnpackedExtension = ".unpacked";

    // With pauses of about 1, 2 and 4 s between them: longer outages are for the user to sit out.
    private const int MostRetries = 3;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    // Of a file whose size nobody has published: several times the largest detector that edge devices run.
    private const long MostBytes = 256L << 20;

    // Somebody waits to be asked.
    private static readonly TimeSpan AskingLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PartialsAge = TimeSpan.FromDays(7);

    private readonly ModelCatalogue _catalogue;
    private readonly string _folder;
    private readonly Uri? _mirror;
    private readonly Download _download;
    private readonly TimeProvider _time;
    private readonly IPullProgress _progress;
    private readonly ResiliencePipeline _retry;

    /// <summary>Creates it.</summary>
    /// <param name="catalogue">What there is.</param>
    /// <param name="folder">The user's cache of models.</param>
    /// <param name="mirror">Where all files are, by their names, instead of where they are published; or null.</param>
    /// <param name="http">See <see cref="Exchange.CreateClient"/>.</param>
    /// <param name="time">The clock.</param>
    /// <param name="progress">Is told how it goes.</param>
    public ModelPull(ModelCatalogue catalogue, string folder, Uri? mirror, HttpClient http, TimeProvider time, IPullProgress progress)
    {
        _catalogue = catalogue;
        _folder = Path.GetFullPath(folder);
        _mirror = mirror;
        _download = new Download(new Exchange(http), time);
        _time = time;
        _progress = progress;
        _retry = new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<DownloadException>(failed => failed.Passes),
            MaxRetryAttempts = MostRetries,
            Delay = FirstPause,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            DelayGenerator = failed => ValueTask.FromResult((failed.Outcome.Exception as DownloadException)?.After),
            OnRetry = failed =>
            {
                progress.Tell($"{failed.Outcome.Exception!.Message} Trying again.");
                return ValueTask.CompletedTask;
            },
        }).Build();
    }

    /// <summary>A file that is there now.</summary>
    /// <param name="Path">Where.</param>
    /// <param name="Bytes">Its size.</param>
    /// <param name="Fetched">Whether it was fetched just now; else it was there.</param>
    internal sealed record Pulled(string Path, long Bytes, bool Fetched);

    /// <summary>Fetches a model's files, labels first, as far as they are not there; each of them is compared with its digest.</summary>
    /// <exception cref="DownloadException">One cannot be had. Those before it stay.</exception>
    public async Task<IReadOnlyList<Pulled>> PullAsync(PublishedModel model, CancellationToken stopping)
    {
        try
        {
            var partials = Path.Combine(_folder, PartialFolder);
            Directory.CreateDirectory(partials);
            using var alone = await PullLock.TakeAsync(Path.Combine(partials, LockFile), _time, () => _progress.Tell("Another process is fetching models; waiting for it."), stopping);
            DropOld(partials);
            var pulled = new List<Pulled>();
            foreach (var file in FilesOf(model))
            {
                pulled.Add(await PullAsync(file, stopping));
            }

            return pulled;
        }
        catch (OperationCanceledException stopped) when (stopping.IsCancellationRequested)
        {
            throw new DownloadException($"Stopped. Go on with: ./actors models pull {model.Name}", inner: stopped);
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            throw new DownloadException($"'{_folder}' cannot be written: {closed.Message}", inner: closed);
        }
    }

    /// <summary>How many bytes a model's files have together; null where that is not published and its server does not tell.</summary>
    public async Task<long?> SizeAsync(PublishedModel model, CancellationToken stopping)
    {
        var sum = 0L;
        foreach (var file in FilesOf(model))
        {
            if ((file.Bytes ?? await _download.SizeAsync(SourceOf(file), AskingLimit, stopping)) is not { } bytes)
            {
                return null;
            }

            sum += bytes;
        }

        return sum;
    }

    private IEnumerable<PublishedFile> FilesOf(PublishedModel model) => model.Files.Prepend(_catalogue.LabelsOf(model));

    // A mirror has the files themselves and no archives.
    private Uri SourceOf(PublishedFile file) => _mirror is null ? _catalogue.AddressOf(file) : new Uri(_mirror, file.File);

    private async Task<Pulled> PullAsync(PublishedFile file, CancellationToken stopping)
    {
        var target = Path.Combine(_folder, file.File);
        if (File.Exists(target))
        {
            var found = FileDigest.Of(target);
            if (file.Difference(found) is not { } difference)
            {
                return new Pulled(target, found.Bytes, Fetched: false);
            }

            _progress.Tell($"{target} is not as published, {difference}; fetching it again.");
        }

        using (_progress.Begin(file.File))
        {
            return await _retry.ExecuteAsync(async token => await TryAsync(file, target, token), stopping);
        }
    }

    private async Task<Pulled> TryAsync(PublishedFile file, string target, CancellationToken stopping)
    {
        var source = SourceOf(file);
        var member = _mirror is null ? file.Member : null;
        var partial = Path.Combine(_folder, PartialFolder, file.File + PartialExtension);
        var unpacked = Path.Combine(_folder, PartialFolder, file.File + UnpackedExtension);
        var goesOn = await FetchAsync(source, partial, member is null ? file.Bytes ?? MostBytes : MostBytes, stopping);
        try
        {
            if (member is not null)
            {
                Unpack(source, partial, member, unpacked, file.Bytes!.Value);
            }

            var content = member is null ? partial : unpacked;
            var found = FileDigest.Of(content);
            if (file.Difference(found) is { } difference)
            {
                // What an earlier try had left may have been of another file.
                throw new DownloadException($"{Exchange.Text(source)} is not the file that was published, {difference}. It has been deleted.", passes: goesOn);
            }

            File.Move(content, target, overwrite: true);
            return new Pulled(target, found.Bytes, Fetched: true);
        }
        finally
        {
            PartialFile.Delete(partial);
            File.Delete(unpacked);
        }
    }

    // Whether it went on with what an earlier try had left.
    private async Task<bool> FetchAsync(Uri source, string partial, long most, CancellationToken stopping)
    {
        using var into = new PartialFile(partial, source);
        var before = into.Length;
        await _download.FetchAsync(source, into, most, _progress.Come, stopping);
        into.Complete();
        return before > 0;
    }

    private static void Unpack(Uri source, string archive, string member, string into, long bytes)
    {
        try
        {
            using var zip = ZipFile.OpenRead(archive);
            var entry = zip.GetEntry(member) ?? throw new DownloadException($"{Exchange.Text(source)} has no '{member}' in it.");
            using var packed = entry.Open();
            using var unpacked = File.Create(into);

            // However much an archive of a few bytes unpacks to, one byte too many tells as well as all.
            var content = new byte[bytes + 1];
            unpacked.Write(content, 0, packed.ReadAtLeast(content, content.Length, throwOnEndOfStream: false));
            unpacked.Flush(flushToDisk: true);
        }
        catch (InvalidDataException damaged)
        {
            throw new DownloadException($"{Exchange.Text(source)} is no sound zip archive: {damaged.Message}", inner: damaged);
        }
    }

    private void DropOld(string partials)
    {
        foreach (var old in new DirectoryInfo(partials).EnumerateFiles().Where(file => file.Name != LockFile && _time.GetUtcNow() - file.LastWriteTimeUtc > PartialsAge))
        {
            old.Delete();
        }
    }
}
