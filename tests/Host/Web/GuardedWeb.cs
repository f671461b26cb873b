namespace Actors.Tests.Host.Web;

/// <summary>A host that asks for a token.</summary>
public sealed class GuardedWeb : RunningWeb
{
    /// <summary>What it asks for.</summary>
    public const string Token = "correct horse";

    public GuardedWeb() => Environment["ACTORS_Web__Token"] = Token;
}
