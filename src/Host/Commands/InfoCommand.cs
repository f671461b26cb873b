using System.CommandLine;
using System.Text.Json;
using Actors.Host.Configuration;
using Actors.Interop;

namespace Actors.Host.Commands;

/// <summary><c>info</c>: what a model takes, gives and needs. Needs no OpenCV.</summary>
internal static class InfoCommand
{
    private static readonly Argument<string> ModelArgument = new("MODEL") { Description = "A .tflite file, or a name." };

    private static readonly Option<bool> Json = new("--json") { Description = "Print JSON." };

    public static Command Create()
    {
        var command = new Command("info", "Describes a model.") { ModelArgument, Json };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult line)
    {
        using var model = Model.FromFile(ModelLookup.Find(line.GetValue(ModelArgument)!).Path);
        var (inputs, outputs) = Interpreter.Describe(model);
        var path = CpuPath(model);
        var detector = DetectorProblem(model, outputs);
        if (line.GetValue(Json))
        {
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                model = model.Name,
                compiledForEdgeTpu = model.CompiledForEdgeTpu,
                cpuPath = path,
                detector = detector is null,
                inputs = inputs.Select(AsJson),
                outputs = outputs.Select(AsJson),
            }));
            return ExitCode.Done;
        }

        Console.WriteLine(model.Name);
        foreach (var tensor in inputs)
        {
            Console.WriteLine($"  input     {Text(tensor)}");
        }

        foreach (var tensor in outputs)
        {
            Console.WriteLine($"  output    {Text(tensor)}");
        }

        Console.WriteLine($"  Edge TPU  {(model.CompiledForEdgeTpu ? "compiled for it; runs nowhere else" : "not compiled for it")}");
        Console.WriteLine($"  CPU       {path ?? "does not run there"}");
        Console.WriteLine($"  detector  {detector ?? "yes"}");
        return ExitCode.Done;
    }

    private static string? CpuPath(Model model)
    {
        if (model.CompiledForEdgeTpu)
        {
            return null;
        }

        using var interpreter = Interpreter.Open(model);
        return interpreter.Path;
    }

    // The shapes of a detector for the Edge TPU are known only where there is one.
    private static string? DetectorProblem(Model model, IReadOnlyList<TensorInfo> outputs)
    {
        if (model.CompiledForEdgeTpu && outputs.Count == 4)
        {
            return null;
        }

        try
        {
            DetectionDecoder.For(outputs, model.Name);
            return null;
        }
        catch (ModelException notOne)
        {
            return notOne.Message;
        }
    }

    private static object AsJson(TensorInfo tensor) => new
    {
        name = tensor.Name,
        type = tensor.Type.ToString().ToLowerInvariant(),
        shape = tensor.Shape,
        scale = tensor.Quantization.Scale,
        zeroPoint = tensor.Quantization.ZeroPoint,
    };

    private static string Text(TensorInfo tensor)
    {
        var quantised = tensor.Quantization.Scale > 0
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $", real = {tensor.Quantization.Scale} * (value - {tensor.Quantization.ZeroPoint})")
            : "";
        return $"{tensor.Type.ToString().ToLowerInvariant()} {tensor.ShapeText}{quantised}  {tensor.Name}";
    }
}
