namespace Actors.Tests.Host;

/// <summary>Asks again until the answer is as it should be, for as long as <see cref="HostProcess.Limit"/>.</summary>
internal static class Repeatedly
{
    /// <summary>Asks.</summary>
    /// <param name="ask">Gives an answer; one that is not wanted is disposed.</param>
    /// <param name="wanted">Whether it is.</param>
    /// <returns>The first that is wanted.</returns>
    public static async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, Predicate<T> wanted)
    {
        using var patience = new CancellationTokenSource(HostProcess.Limit);
        for (var answer = "none"; ;)
        {
            try
            {
                var given = await ask(patience.Token);
                if (wanted(given))
                {
                    return given;
                }

                answer = $"{given}";
                (given as IDisposable)?.Dispose();
                await Task.Delay(50, patience.Token);
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested)
            {
                Assert.Fail($"No answer was as it should be within {HostProcess.Limit.TotalSeconds} s; the last: {answer}");
            }
        }
    }
}
