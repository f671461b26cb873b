using System.CommandLine;
using System.Globalization;
using Actors.Host;
using Actors.Host.Commands;
using Actors.Tpu.Isolation;

// A device in a process of its own; see Actors.Tpu.Isolation. First, since it should start fast and needs nothing else.
if (args is [DeviceHost.Command, var socket, var parent])
{
    return DeviceHost.Run(socket, int.Parse(parent, CultureInfo.InvariantCulture));
}

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
