namespace Actors.Host.Commands;

/// <summary>A file that a command writes once it has measured.</summary>
internal static class OutputFile
{
    /// <summary>Sees that it can be written, before a minute or a quarter of an hour has been spent. Leaves nothing behind, should the command be stopped.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="file">The file; one that is there stays as it is.</param>
    /// <exception cref="UsageException">It cannot be written.</exception>
    public static void RequireWritable(string option, string file)
    {
        try
        {
            var exists = File.Exists(file);
            File.Open(file, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
            if (!exists)
            {
                File.Delete(file);
            }
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{option}: {closed.Message}", closed);
        }
    }
}
