namespace Actors.Interop;

/// <summary>A native library that could not be loaded.</summary>
public sealed class NativeLibraryException : InteropException
{
    /// <summary>Why a library did not load.</summary>
    public enum Cause
    {
        /// <summary>No file of that name in any of the places looked at.</summary>
        Missing,

        /// <summary>The file is for another processor or operating system.</summary>
        WrongArchitecture,

        /// <summary>The file is there, but a library it needs is not.</summary>
        MissingDependency,

        /// <summary>The file is there and is not a usable library.</summary>
        Damaged,
    }

    /// <summary>Creates the exception.</summary>
    public NativeLibraryException(string library, Cause cause, string message, Exception? inner = null)
        : base(message, inner)
    {
        Library = library;
        Reason = cause;
    }

    /// <summary>The library's plain name, such as <c>tensorflowlite_c</c>.</summary>
    public string Library { get; }

    /// <summary>Why it did not load.</summary>
    public Cause Reason { get; }
}
