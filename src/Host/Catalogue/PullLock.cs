namespace Actors.Host.Catalogue;

/// <summary>One process at a time writes into a user's cache; the others wait, and then find there what it has fetched.</summary>
/// <remarks>An open file that nobody else may open, so that the lock of a process that is gone is gone, too. The file itself stays: another process could have it open already.</remarks>
internal sealed class PullLock : IDisposable
{
    // Somebody waits for a download of seconds or minutes.
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    // EAGAIN of Linux, EWOULDBLOCK of macOS, ERROR_SHARING_VIOLATION of Windows.
    private static readonly int[] TakenCodes = [11, 35, 32];

    private readonly FileStream _file;

    private PullLock(FileStream file) => _file = file;

    /// <summary>Takes it, once it is free.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">The clock.</param>
    /// <param name="waits">Called if it is not free.</param>
    /// <param name="stopping">Ends the waiting.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be made.</exception>
    public static async Task<PullLock> TakeAsync(string path, TimeProvider time, Action waits, CancellationToken stopping)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                return new PullLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException taken) when (TakenCodes.Contains(taken.HResult & 0xFFFF))
            {
                if (isFirst)
                {
                    waits();
                }
            }

            await Task.Delay(LookAgain, time, stopping);
        }
    }

    public void Dispose() => _file.Dispose();
}
