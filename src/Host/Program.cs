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

var line = root.Parse(args);
if (line.Errors is [var first, ..])
{
    return Complain($"{first.Message} See --help.", ExitCode.Usage);
}

try
{
    return await line.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (Exception failure) when (ExitCode.Of(failure) is not null)
{
    return Complain(failure.Message, ExitCode.Of(failure)!.Value);
}
catch (Exception unexpected)
{
    Console.Error.WriteLine($"actors: unexpected failure, please report it: {unexpected}");
    return ExitCode.Unexpected;
}

static int Complain(string message, int code)
{
    Console.Error.WriteLine($"actors: {message.ReplaceLineEndings(" ")}");
    return code;
}
