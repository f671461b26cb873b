using System.CommandLine;
using Actors.Host.Configuration;
using Actors.Host.Reload;

namespace Actors.Host.Commands;

/// <summary><c>reload</c>: has a running host read its settings again, and says what came of it.</summary>
internal static class ReloadCommand
{
    private static readonly Option<int?> Pid = new("--pid") { CustomParser = ModelOptions.Number<int>, Description = "The host's process, where several run.", HelpName = "N" };

    public static Command Create()
    {
        var command = new Command("reload", "Has the running host read its settings again, and says what has changed.") { Pid };
        command.SetAction((line, _) => RunAsync(line));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult line)
    {
        var running = RunningHosts.Find();
        try
        {
            var wanted = line.GetValue(Pid);
            var hosts = running.Where(host => wanted is null || host.Process == wanted).ToList();
            if (hosts.Count == 0)
            {
                Console.Error.WriteLine($"actors: no host {(wanted is null ? "is running" : $"runs as process {wanted}")} that this user may ask. Start one with ./actors run; a service's is asked with sudo.");
                return ExitCode.Missing;
            }

            return hosts is [var host]
                ? await ReloadAsync(host)
                : throw new UsageException($"several hosts are running: {string.Join(", ", hosts.Select(several => several.Process).Order())}. Name one with --pid.");
        }
        finally
        {
            foreach (var host in running)
            {
                host.Dispose();
            }
        }
    }

    private static async Task<int> ReloadAsync(RunningHosts.Host host)
    {
        switch (await host.ReloadAsync())
        {
            case null:
                Console.Error.WriteLine($"actors: process {host.Process} ended before it answered.");
                return ExitCode.Unexpected;
            case { Code: ExitCode.Usage } refused:
                throw new UsageException(string.Join(' ', refused.Lines));
            case var outcome:
                foreach (var said in outcome.Lines)
                {
                    Console.WriteLine(said);
                }

                return outcome.Code;
        }
    }
}
