using Spectre.Console;

namespace Actors.Host.Tune;

/// <summary>A bar on the terminal; where there is none, a line now and then.</summary>
internal static class TuneProgress
{
    private const int Lines = 10;

    // Drawing it takes the processor's time, which is being measured.
    private static readonly TimeSpan RefreshRate = TimeSpan.FromSeconds(0.5);

    /// <summary>Shows it while something runs, on standard error.</summary>
    /// <param name="work">Told where to tell the share that is done, 0 to 1, and what is going on.</param>
    public static Task<T> ShowAsync<T>(Func<Action<double, string>, Task<T>> work) =>
        Console.IsErrorRedirected ? work(Told()) : OnTerminalAsync(work);

    private static Task<T> OnTerminalAsync<T>(Func<Action<double, string>, Task<T>> work)
    {
        var progress = Tables.OnStandardError().Progress().AutoClear(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left });
        progress.RefreshRate = RefreshRate;
        return progress.StartAsync(context =>
        {
            var task = context.AddTask("", maxValue: 1);
            return work((share, what) =>
            {
                task.Value = share;
                task.Description = Markup.Escape(what);
            });
        });
    }

    private static Action<double, string> Told()
    {
        var next = 0.0;
        return (share, what) =>
        {
            // A further measurement of another kind begins again.
            if (share >= next || share < next - 2.0 / Lines)
            {
                Console.Error.WriteLine(what);
                next = share + 1.0 / Lines;
            }
        };
    }
}
