using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Actors.Host.Configuration;
using Actors.Interop;
using Actors.Tpu;

namespace Actors.Host.Commands;

/// <summary><c>infer</c>: a bare inference on raw bytes, to see that a model runs on a device and how fast. Needs no OpenCV.</summary>
internal static class InferCommand
{
    private static readonly Argument<string> ModelArgument = new("MODEL") { Description = "A .tflite file, or a name." };

    private static readonly Option<string?> Input = new("--input") { Description = "A file with exactly the input's bytes. Default: zeros.", HelpName = "FILE" };

    private static readonly Option<int> Repeat = new("--repeat") { Description = "How often to run it.", DefaultValueFactory = _ => 1, HelpName = "N" };

    private static readonly Option<int> Values = new("--values") { Description = "How many values of each output to print.", DefaultValueFactory = _ => 10, HelpName = "N" };

    private static readonly Option<string> DeviceOption = new("--device") { Description = $"Where: {DeviceSpec.Forms}.", DefaultValueFactory = _ => "cpu", HelpName = "DEVICE" };

    public static Command Create()
    {
        var command = new Command("infer", "Runs a model on raw bytes and prints its outputs and its speed.") { ModelArgument, Input, Repeat, Values, DeviceOption };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult line)
    {
        var repeat = line.GetValue(Repeat) is >= 1 and var count ? count : throw new UsageException("--repeat: at least 1.");
        var most = line.GetValue(Values) is >= 0 and var values ? values : throw new UsageException("--values: at least 0.");
        var options = OptionsOf(line.GetValue(DeviceOption)!);
        using var model = Model.FromFile(ModelLookup.Find(line.GetValue(ModelArgument)!, forEdgeTpu: options.EdgeTpu is not null).Path);
        using var interpreter = Interpreter.Open(model, options);
        if (line.GetValue(Input) is { } path)
        {
            interpreter.Inputs[0].CopyFrom(Read(path, interpreter.Inputs[0].Info));
        }
        else
        {
            interpreter.Inputs[0].Bytes.Clear();
        }

        var milliseconds = new double[repeat];
        for (var i = 0; i < repeat; i++)
        {
            var start = Stopwatch.GetTimestamp();
            interpreter.Invoke();
            milliseconds[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(milliseconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{model.Name} on {interpreter.Path}: {milliseconds[repeat / 2]:0.00} ms (median of {repeat})"));
        foreach (var output in interpreter.Outputs)
        {
            Console.WriteLine($"{output.Info}: {FirstValues(output, most)}");
        }

        return ExitCode.Done;
    }

    private static InterpreterOptions OptionsOf(string device)
    {
        try
        {
            // Bare also of a process of its own.
            var specs = DeviceSpec.ParseList([device]).Select(spec => spec with { Isolation = IsolationMode.Off }).ToList();
            return DeviceResolver.Resolve(specs, EdgeTpuDevices.List, Environment.ProcessorCount)[0] switch
            {
                Device.Cpu cpu => new InterpreterOptions { Threads = cpu.Threads },
                Device.EdgeTpu edgeTpu => new InterpreterOptions { EdgeTpu = edgeTpu.Where },
                _ => throw new UsageException("--device: a simulated device runs no model."),
            };
        }
        catch (FormatException wrong)
        {
            throw new UsageException($"--device: {wrong.Message}", wrong);
        }
    }

    private static byte[] Read(string path, TensorInfo input)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            return bytes.Length == input.ByteSize
                ? bytes
                : throw new UsageException($"--input: '{path}' has {bytes.Length} bytes, and the model takes {input.ByteSize} ({input.ShapeText} {input.Type}).");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--input: {unreadable.Message}", unreadable);
        }
    }

    private static string FirstValues(Tensor output, int most)
    {
        var values = new List<string>();
        for (var i = 0; i < Math.Min(most, output.Info.ElementCount); i++)
        {
            values.Add(TensorValues.Real(output.Info, output.Bytes, i).ToString("0.####", CultureInfo.InvariantCulture));
        }

        return string.Join(' ', values) + (output.Info.ElementCount > most ? " …" : "");
    }
}
