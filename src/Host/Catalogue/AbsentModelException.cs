using Actors.Interop;

namespace Actors.Host.Catalogue;

/// <summary>A model that is in none of the folders where models are looked for.</summary>
internal sealed class AbsentModelException : ModelException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was looked for, where, and what to do.</param>
    /// <param name="published">What the catalogue has under that name, and could be fetched; null where it has nothing.</param>
    public AbsentModelException(string message, PublishedModel? published = null)
        : base(Fault.Unreadable, message) => Published = published;

    /// <summary>What the catalogue has under that name, or null.</summary>
    public PublishedModel? Published { get; }
}
