using Spectre.Console;

namespace Actors.Host.Catalogue;

/// <summary>A bar for each file on the terminal; where there is none, a line for each.</summary>
internal static class PullProgress
{
    /// <summary>Shows nothing.</summary>
    public static readonly IPullProgress Silent = new Nothing();

    /// <summary>Shows it on standard error while files are fetched.</summary>
    public static Task<T> ShowAsync<T>(Func<IPullProgress, Task<T>> work)
    {
        if (Console.IsErrorRedirected)
        {
            return work(new Lines());
        }

        var console = Tables.OnStandardError();
        return console.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new DownloadedColumn { Base = FileSizeBase.Decimal }, new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(context => work(new Bars(console, context)));
    }

    private sealed class Bars(IAnsiConsole console, ProgressContext context) : IPullProgress
    {
        private ProgressTask? _bar;

        public IDisposable Begin(string file)
        {
            _bar = context.AddTask(Markup.Escape(file)).IsIndeterminate();
            return new Ended(_bar.StopTask);
        }

        public void Come(long bytes, long? whole)
        {
            _bar!.IsIndeterminate = whole is null;
            _bar.MaxValue = whole ?? Math.Max(bytes, _bar.MaxValue);
            _bar.Value = bytes;
        }

        public void Tell(string line) => console.WriteLine(line);
    }

    private sealed class Lines : IPullProgress
    {
        public IDisposable Begin(string file)
        {
            Tell($"Fetching {file}.");
            return new Ended(() => { });
        }

        public void Come(long bytes, long? whole)
        {
        }

        public void Tell(string line) => Console.Error.WriteLine(line);
    }

    private sealed class Nothing : IPullProgress
    {
        public IDisposable Begin(string file) => new Ended(() => { });

        public void Come(long bytes, long? whole)
        {
        }

        public void Tell(string line)
        {
        }
    }

    private sealed class Ended(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
