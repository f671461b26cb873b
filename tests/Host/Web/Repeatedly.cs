namespace Actors.Tests.Host.Web;

/// <summary>Asks again until the answer is as it should be, for as long as <see cref="RunningWeb.Limit"/>.</summary>
internal static class Repeatedly
{
    /// <summary>Asks.</summary>
    /// <param name="ask">Gives an answer; one that is not wanted is disposed.</param>
    /// <param name="wanted">Whether it is.</param>
    /// <returns>The first that is wanted.</returns>
    public static async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, Predicate<T> wanted)
    {
        using var patience = new CancellationTokenSource(RunningWeb.Limit);
        while (true)
        {
            var answer = await ask(patience.Token);
            if (wanted(answer))
            {
                return answer;
            }

            (answer as IDisposable)?.Dispose();
            await Task.Delay(50, patience.Token);
        }
    }
}
