using System.CommandLine;
using Actors.Host;
using Actors.Host.Commands;

var root = new RootCommand("Real-time object detection on cameras, with as many accelerators as there are.")
{
    RunCommand.Create(),
    DetectCommand.Create(),
    DevicesCommand.Create(),
    InfoCommand.Create(),
    InferCommand.Create(),
    BenchCommand.Create(),
};

// Not by returning: the thread of a device that never answers would keep the process.
Environment.Exit(await RunAsync(root.Parse(args)));

static async Task<int> RunAsync(ParseResult line)
{
    // A word that is no command is told before the command that is missing for want of it.
    if (line.Errors.OrderBy(error => line.UnmatchedTokens.Any(token => error.Message.Contains(token, StringComparison.Ordinal)) ? 0 : 1).FirstOrDefault() is { } wrong)
    {
        return Complain($"{wrong.Message} See --help.", ExitCode.Usage);
    }

    try
    {
        return await line.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }
    catch (Exception failure) when (ExitCode.Of(failure) is not null)
    {
        var (code, message) = ExitCode.Of(failure)!.Value;
        return Complain(message, code);
    }
    catch (Exception unexpected)
    {
        Console.Error.WriteLine($"actors: unexpected failure, please report it: {unexpected}");
        return ExitCode.Unexpected;
    }
}

static int Complain(string message, int code)
{
    Console.Error.WriteLine($"actors: {message.ReplaceLineEndings(" ")}");
    return code;
}
