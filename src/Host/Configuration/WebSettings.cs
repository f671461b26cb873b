using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Actors.Host.Configuration;

/// <summary>Whether and where a running host answers over HTTP, and to whom.</summary>
/// <param name="Endpoint">Where it listens; null for nowhere.</param>
/// <param name="Token">What whoever asks must know; null where they need not know anything.</param>
/// <param name="Hosts">Names by which browsers may call it, beside <c>localhost</c>, this machine's own and plain addresses.</param>
/// <param name="Proxies">Who is believed when it says for whom it asks.</param>
internal sealed record WebSettings(IPEndPoint? Endpoint, string? Token, IReadOnlyList<string> Hosts, IReadOnlyList<IPNetwork> Proxies)
{
    /// <summary>What turns it off.</summary>
    public const string Off = "off";

    private const string Section = "Web";
    private const int DefaultPort = 8080;

    // Shorter ones can be guessed at ten tries a minute.
    private const int ShortestToken = 8;

    /// <summary>Reads and checks it.</summary>
    /// <exception cref="SettingException">It is no address, or one that others reach while anybody may do everything.</exception>
    public static WebSettings From(HostSettings.WebSection section)
    {
        if (section.Token is { Length: < ShortestToken })
        {
            throw new SettingException($"{Section}:{nameof(section.Token)}", $"it is shorter than {ShortestToken} characters. `openssl rand -hex 16` makes a good one.");
        }

        var endpoint = EndpointOf(section.Address);
        var proxies = ListOf(section.Proxies).Select(NetworkOf).ToList();
        if (endpoint is not null && proxies.Count > 0 && section is { Token: null, Insecure: false })
        {
            throw new SettingException($"{Section}:{nameof(section.Proxies)}", "whoever reaches the proxy would see the cameras and could change settings. Set a token that they must know (the environment's ACTORS_Web__Token, or Web:Token), or say --insecure.");
        }

        return endpoint is null || IPAddress.IsLoopback(endpoint.Address) || section.Token is not null || section.Insecure
            ? new WebSettings(endpoint, section.Token, ListOf(section.Hosts), proxies)
            : throw new SettingException($"{Section}:{nameof(section.Address)}",
                $"{endpoint} can be reached by others, who would see the cameras and could change settings. Set a token that they must know (the environment's ACTORS_Web__Token, or Web:Token), or say --insecure.");
    }

    /// <summary>Whether an address is one of <see cref="Proxies"/>.</summary>
    public bool IsProxy(IPAddress address) => Proxies.Any(proxy => proxy.Contains(Plain(address)));

    /// <summary>An address without the form in which IPv4 comes to who listens to both.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static string[] ListOf(string? text) => (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static IPNetwork NetworkOf(string text) =>
        IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)
        : IPNetwork.TryParse(text, out var network) ? network
        : throw new SettingException($"{Section}:{nameof(HostSettings.WebSection.Proxies)}", $"'{text}' is neither an address nor a network: write 127.0.0.1, or 10.0.0.0/24, with commas between several.");

    private static IPEndPoint? EndpointOf(string text)
    {
        if (text.Equals(Off, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var named = text.StartsWith("localhost", StringComparison.OrdinalIgnoreCase) ? $"{IPAddress.Loopback}{text["localhost".Length..]}" : text;
        if (ushort.TryParse(named, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return new IPEndPoint(IPAddress.Loopback, port);
        }

        // Without a port, .NET reads 0.
        var hasPort = named.StartsWith('[') ? named.Contains("]:", StringComparison.Ordinal) : named.Count(letter => letter == ':') == 1;
        return IPEndPoint.TryParse(named, out var endpoint)
            ? hasPort ? endpoint : new IPEndPoint(endpoint.Address, DefaultPort)
            : throw new SettingException($"{Section}:{nameof(HostSettings.WebSection.Address)}", $"'{text}' is no address: write 127.0.0.1:8080, a port, 0.0.0.0:8080 for every network, or {Off}.");
    }
}
