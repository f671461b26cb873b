using System.CommandLine;

namespace Actors.Host.Configuration;

/// <summary>The command-line options of the page and the API.</summary>
internal sealed class WebOptions
{
    public Option<string?> Address { get; } = new("--web") { Description = "Where to answer browsers and scripts: an address and port, or a port. Default: 127.0.0.1:8080.", HelpName = "ADDRESS" };

    public Option<bool> None { get; } = new("--no-web") { Description = "Answer no browsers and scripts." };

    public Option<bool> Insecure { get; } = new("--insecure") { Description = "Let anybody who reaches the address do everything, without a token." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Address, None, Insecure })
        {
            command.Add(option);
        }
    }

    /// <summary>The options that were given, as configuration keys.</summary>
    /// <exception cref="UsageException">They contradict each other.</exception>
    public IEnumerable<KeyValuePair<string, string?>> Given(ParseResult line)
    {
        var address = line.GetValue(Address);
        if (line.GetValue(None))
        {
            yield return address is null
                ? KeyValuePair.Create("Web:Address", (string?)WebSettings.Off)
                : throw new UsageException("--web and --no-web contradict each other; leave one of them out.");
        }
        else if (address is not null)
        {
            yield return KeyValuePair.Create("Web:Address", (string?)address);
        }

        if (line.GetValue(Insecure))
        {
            yield return KeyValuePair.Create("Web:Insecure", (string?)"true");
        }
    }
}
