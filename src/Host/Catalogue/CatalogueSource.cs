using Actors.Host.Configuration;

namespace Actors.Host.Catalogue;

/// <summary>The catalogue, and from where its models are fetched as the settings have it.</summary>
internal sealed class CatalogueSource : IDisposable
{
    private const string MirrorKey = $"{nameof(HostSettings.Catalogue)}:{nameof(HostSettings.CatalogueSection.Mirror)}";

    private readonly HttpClient _http = Exchange.CreateClient();
    private readonly Uri? _mirror;

    private CatalogueSource(ModelCatalogue catalogue, Uri? mirror)
    {
        Catalogue = catalogue;
        _mirror = mirror;
    }

    /// <summary>What there is.</summary>
    public ModelCatalogue Catalogue { get; }

    /// <summary>Reads both.</summary>
    /// <param name="config">The file of <c>--config</c>, or null for the default one.</param>
    /// <exception cref="UsageException">The settings or the catalogue are wrong.</exception>
    public static CatalogueSource From(string? config)
    {
        var host = HostFiles.Load(config, []);
        var mirror = new SettingLayers(host.Layers).Located(() => MirrorOf(HostSettings.From(host.Configuration, host.File).Catalogue));
        return new CatalogueSource(ModelCatalogue.Load(), mirror);
    }

    /// <summary>Fetches a model into the user's cache, and shows how it goes.</summary>
    /// <exception cref="DownloadException">It cannot be had.</exception>
    public Task<IReadOnlyList<ModelPull.Pulled>> PullAsync(PublishedModel model, CancellationToken stopping) =>
        PullProgress.ShowAsync(progress => PullWith(progress).PullAsync(model, stopping));

    /// <summary>How many bytes a model has, with its labels; null where nobody tells.</summary>
    public Task<long?> SizeAsync(PublishedModel model, CancellationToken stopping) => PullWith(PullProgress.Silent).SizeAsync(model, stopping);

    /// <summary>Where a file is fetched from.</summary>
    public string HostOf(PublishedModel model) => (_mirror ?? Catalogue.AddressOf(model.Files[0])).Authority;

    public void Dispose() => _http.Dispose();

    private ModelPull PullWith(IPullProgress progress) => new(Catalogue, Home.ModelCache, _mirror, _http, TimeProvider.System, progress);

    // Names of files are put after its last slash.
    private static Uri? MirrorOf(HostSettings.CatalogueSection section) => section.Mirror switch
    {
        null or "" => null,
        var text when Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var address) && Exchange.Allows(address) => address,
        var text => throw new SettingException(MirrorKey, $"'{text}' is no address that begins with https:// (or http:// and this machine's own, localhost)."),
    };
}
