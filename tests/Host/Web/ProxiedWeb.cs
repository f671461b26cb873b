namespace Actors.Tests.Host.Web;

/// <summary>A host that asks for a token and stands behind a proxy.</summary>
public sealed class ProxiedWeb : RunningWeb
{
    /// <summary>Where the proxy asks from.</summary>
    public const string Proxy = "127.0.0.9";

    /// <summary>What browsers call it.</summary>
    public const string Name = "cameras.example";

    public ProxiedWeb()
    {
        Environment["ACTORS_Web__Token"] = GuardedWeb.Token;
        Environment["ACTORS_Web__Hosts"] = Name;
        Environment["ACTORS_Web__Proxies"] = $"{Proxy}, 10.1.0.0/16";
    }
}
