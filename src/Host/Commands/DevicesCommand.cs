using System.CommandLine;
using System.Text.Json;
using Actors.Interop;

namespace Actors.Host.Commands;

/// <summary><c>devices</c>: what this machine has to run models on. Needs no OpenCV.</summary>
internal static class DevicesCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "Print JSON." };

    public static Command Create()
    {
        var command = new Command("devices", "Lists the devices of this machine.") { Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult line)
    {
        var (tensorFlowLite, problem) = TensorFlowLite();
        var (edgeTpus, version, absence) = EdgeTpus();
        if (line.GetValue(Json))
        {
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                cpu = new { cores = Environment.ProcessorCount, tensorFlowLite, problem },
                edgeTpu = new
                {
                    library = version,
                    problem = absence,
                    devices = edgeTpus.Select((device, index) => new { name = $"edgetpu:{index}", bus = BusName(device.Bus), path = device.Path }),
                },
            }));
            return ExitCode.Done;
        }

        Console.WriteLine($"cpu          {Environment.ProcessorCount} cores, {(problem is null ? $"TensorFlow Lite {tensorFlowLite}" : $"but no TensorFlow Lite. {problem}")}");
        foreach (var (index, device) in edgeTpus.Index())
        {
            Console.WriteLine($"edgetpu:{index}    {BusName(device.Bus)}, {device.Path}");
        }

        if (edgeTpus.Count == 0)
        {
            Console.WriteLine($"edgetpu      none. {absence ?? "libedgetpu sees no device."}");
        }

        Console.WriteLine("sim:7.6ms    a simulated accelerator, of any service time");
        return ExitCode.Done;
    }

    private static (string? Version, string? Problem) TensorFlowLite()
    {
        try
        {
            return (Interpreter.LibraryVersion, null);
        }
        catch (NativeLibraryException absent)
        {
            return (null, absent.Message);
        }
    }

    private static (IReadOnlyList<EdgeTpuDevice> Devices, string? Version, string? Absence) EdgeTpus()
    {
        try
        {
            return (EdgeTpuDevices.List(), EdgeTpuDevices.Version, null);
        }
        catch (NativeLibraryException absent)
        {
            return ([], null, absent.Message);
        }
    }

    private static string BusName(EdgeTpuBus bus) => bus == EdgeTpuBus.Pci ? "pci" : "usb";
}
