using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Actors.Host;
using Actors.Host.Commands;
using Actors.Tpu.Isolation;

// A device in a process of its own; see Actors.Tpu.Isolation. First, since it should start fast and needs nothing else.
if (args is [DeviceHost.Command, var socket, var parent])
{
    Environment.Exit(DeviceHost.Run(socket, int.Parse(parent, CultureInfo.InvariantCulture)));
}

var root = new RootCommand("Real-time object detection on cameras, with as many accelerators as there are.")
{
    RunCommand.Create(),
    ReloadCommand.Create(),
    DetectCommand.Create(),
    DevicesCommand.Create(),
    ModelsCommand.Create(),
    InfoCommand.Create(),
    InferCommand.Create(),
    TuneCommand.Create(),
    DatasetCommand.Create(),
    BenchCommand.Create(),
    EvalCommand.Create(),
    RehearseCommand.Create(),
    SoakCommand.Create(),
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

    if (Empty(line.RootCommandResult) is { } empty)
    {
        return Complain($"{empty}: a value that is empty says nothing. See --help.", ExitCode.Usage);
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

// An option or argument with an empty value, as of a shell variable that is not set; null where there is none.
static string? Empty(CommandResult command) => command.Children.Select(given => given switch
{
    OptionResult option when option.Tokens.Any(token => token.Value.Length == 0) => option.Option.Name,
    ArgumentResult argument when argument.Tokens.Any(token => token.Value.Length == 0) => argument.Argument.Name,
    CommandResult inner => Empty(inner),
    _ => null,
}).FirstOrDefault(name => name is not null);

static int Complain(string message, int code)
{
    Console.Error.WriteLine($"actors: {message.ReplaceLineEndings(" ")}");
    return code;
}
