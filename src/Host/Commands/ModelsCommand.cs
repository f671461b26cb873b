using System.CommandLine;
using Actors.Host.Catalogue;
using Actors.Host.Configuration;

namespace Actors.Host.Commands;

/// <summary><c>models</c>: the catalogue of published models. Needs neither OpenCV nor TensorFlow Lite.</summary>
internal static class ModelsCommand
{
    private static readonly Argument<string[]> Names = new("NAME") { Description = "Models of the catalogue.", Arity = ArgumentArity.OneOrMore };

    private static readonly Argument<string> NameOrPath = new("NAME|PATH") { Description = "A model of the catalogue, or a file." };

    private static readonly Option<bool> Json = new("--json") { Description = "Print JSON." };

    private static readonly Option<string?> Config = new ModelOptions().Config;

    public static Command Create()
    {
        var list = new Command("list", "Lists the models that can be fetched.") { Json };
        list.SetAction(List);
        var pull = new Command("pull", "Fetches models and their labels into the user's cache, for the CPU and for Edge TPUs.") { Names, Json, Config };
        pull.SetAction((line, _) => PullAsync(line));
        var info = new Command("info", "Tells all of a model; or, of a file, which model of the catalogue it is.") { NameOrPath, Json };
        info.SetAction(Info);
        var verify = new Command("verify", "Compares the files of the catalogue that are on this machine with their published digests.") { Json };
        verify.SetAction(Verify);
        return new Command("models", "The catalogue: published models, fetched by name.") { list, pull, info, verify };
    }

    private static int List(ParseResult line)
    {
        var catalogue = ModelCatalogue.Load();
        Reports.Write(catalogue.Models.Select(model => ModelDescription.Of(catalogue, model)).ToList(), line.GetValue(Json), ModelTable.Write);
        return ExitCode.Done;
    }

    private static async Task<int> PullAsync(ParseResult line)
    {
        using var signals = new StopSignals();
        using var source = CatalogueSource.From(line.GetValue(Config));
        var models = line.GetValue(Names)!.Select(source.Catalogue.Require).Distinct().ToList();
        var pulled = new List<(string Name, IReadOnlyList<ModelPull.Pulled> Files)>();
        foreach (var model in models)
        {
            pulled.Add((model.Name, await source.PullAsync(model, signals.Token)));
        }

        Reports.Write(pulled.Select(model => new { model.Name, model.Files }).ToList(), line.GetValue(Json), (all, _) =>
        {
            foreach (var file in all.SelectMany(model => model.Files).Distinct())
            {
                Console.WriteLine($"{file.Path}: {ByteText.Of(file.Bytes)}, {(file.Fetched ? "fetched" : "was there")}, as published");
            }
        });
        return ExitCode.Done;
    }

    private static int Info(ParseResult line)
    {
        var named = line.GetValue(NameOrPath)!;
        var catalogue = ModelCatalogue.Load();
        if (catalogue.Find(named) is { } model)
        {
            Reports.Write(ModelDescription.Of(catalogue, model), line.GetValue(Json), (description, _) => ModelDescription.Write(description));
            return ExitCode.Done;
        }

        if (!File.Exists(named))
        {
            catalogue.Require(named);
        }

        var digest = DigestOf(named);
        var published = catalogue.Files.FirstOrDefault(file => file.Difference(digest) is null);
        var content = new { Path = named, digest.Bytes, digest.Sha256, digest.GitBlobSha1, published?.File, Models = catalogue.Models.Where(known => published is not null && (known.Files.Contains(published) || known.Labels == published.File)).Select(known => known.Name) };
        Reports.Write(content, line.GetValue(Json), (found, _) =>
        {
            Console.WriteLine(found.Path);
            Console.WriteLine($"  size       {found.Bytes} bytes");
            Console.WriteLine($"  SHA-256    {found.Sha256}");
            Console.WriteLine($"  git blob   {found.GitBlobSha1}");
            Console.WriteLine($"  catalogue  {(found.File is null ? "has no such file" : $"{found.File}, of {string.Join(", ", found.Models)}")}");
            if (Path.GetExtension(found.Path) == ".tflite")
            {
                Console.WriteLine($"What it takes and gives: ./actors info {found.Path}");
            }
        });
        return ExitCode.Done;
    }

    private static int Verify(ParseResult line)
    {
        var found = ModelCatalogue.Load().Files.SelectMany(LocalFile.AllOf).ToList();
        Reports.Write(found.Select(file => new { file.Path, IsRight = file.Difference is null, file.Difference }).ToList(), line.GetValue(Json), (files, _) =>
        {
            foreach (var file in files)
            {
                Console.WriteLine(file.IsRight ? $"right  {file.Path}" : $"WRONG  {file.Path}: {file.Difference}. Delete it, or fetch it again with: ./actors models pull");
            }

            Console.WriteLine(files.Count == 0 ? "No file of the catalogue is on this machine." : $"{files.Count(file => file.IsRight)} of {files.Count} files are as published.");
        });
        return found.All(file => file.Difference is null) ? ExitCode.Done : ExitCode.Unexpected;
    }

    private static FileDigest DigestOf(string path)
    {
        try
        {
            return FileDigest.Of(path);
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"'{path}' cannot be read: {closed.Message}", closed);
        }
    }
}
