namespace Actors.Host.Catalogue;

/// <summary>Is told how the fetching of files goes.</summary>
internal interface IPullProgress
{
    /// <summary>A file is to be fetched, until what this gives is disposed.</summary>
    IDisposable Begin(string file);

    /// <summary>Of that file some has come.</summary>
    /// <param name="bytes">Bytes there are.</param>
    /// <param name="whole">Bytes there will be, or null.</param>
    void Come(long bytes, long? whole);

    /// <summary>Something that the user should know.</summary>
    void Tell(string line);
}
