using System.CommandLine;
using Actors.Host.Configuration;

namespace Actors.Host.Catalogue;

/// <summary>A command's model that this machine lacks and the catalogue has: fetches it, if the user consents.</summary>
internal static class MissingModel
{
    /// <summary>Reads settings; where only such a model is missing, fetches it and reads them again.</summary>
    /// <param name="options">The command's options. <c>--pull</c> consents; else the user is asked, if somebody sits there.</param>
    /// <param name="line">The command line.</param>
    /// <param name="read">Reads the settings.</param>
    /// <param name="stopping">Breaks the fetching off.</param>
    /// <exception cref="UsageException">As of the reading; a model that is missing and not fetched included.</exception>
    /// <exception cref="DownloadException">It cannot be fetched.</exception>
    public static async Task<T> FetchedAsync<T>(ModelOptions options, ParseResult line, Func<T> read, CancellationToken stopping = default)
    {
        try
        {
            return read();
        }
        catch (UsageException lacking) when (lacking.Missing is AbsentModelException { Published: not null } && (line.GetValue(options.Pull) || Terminal.SomebodyIsThere))
        {
            var model = ((AbsentModelException)lacking.Missing).Published!;
            using var source = CatalogueSource.From(line.GetValue(options.Config));
            if (!line.GetValue(options.Pull) && !await ConfirmAsync(source, model, stopping))
            {
                throw;
            }

            await source.PullAsync(model, stopping);
        }

        return read();
    }

    private static async Task<bool> ConfirmAsync(CatalogueSource source, PublishedModel model, CancellationToken stopping)
    {
        try
        {
            var size = await source.SizeAsync(model, stopping) is { } bytes ? ByteText.Of(bytes) : "of a size that its server does not tell";
            return await Terminal.ConfirmsAsync(
                $"The model '{model.Name}' is not on this machine. Fetch it ({size}, licence {model.Licence}) from {source.HostOf(model)}?", stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return false;
        }
    }
}
