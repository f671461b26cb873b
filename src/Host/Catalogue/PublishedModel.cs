namespace Actors.Host.Catalogue;

/// <summary>A model of the catalogue, as <c>config/models.json</c> explains it.</summary>
internal sealed record PublishedModel
{
    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>What it finds.</summary>
    public required string Task { get; init; }

    /// <summary>Its input in pixels, width by height.</summary>
    public required string InputSize { get; init; }

    /// <summary>How pictures become its input.</summary>
    public required string Resize { get; init; }

    /// <summary>The file of its class names.</summary>
    public required string Labels { get; init; }

    /// <summary>The licence that it is published under.</summary>
    public required string Licence { get; init; }

    /// <summary>Published latency of one inference on an Edge TPU, in ms.</summary>
    public double? EdgeTpuMs { get; init; }

    /// <summary>Published mAP@[.5:.95] on COCO, in percent.</summary>
    public double? CocoMapPercent { get; init; }

    /// <summary>What else there is to say.</summary>
    public string? Note { get; init; }

    /// <summary>Its file as it was made, which the CPU runs.</summary>
    public PublishedFile? Cpu { get; init; }

    /// <summary>Its file as compiled for Edge TPUs.</summary>
    public PublishedFile? EdgeTpu { get; init; }

    /// <summary>Both, as far as there are both.</summary>
    public IReadOnlyList<PublishedFile> Files => [.. new[] { Cpu, EdgeTpu }.OfType<PublishedFile>()];

    /// <summary>Whether a name means it: its own, or that of one of its files.</summary>
    public bool IsCalled(string name) => Name == name || Files.Any(file => file.Stem == name);

    /// <summary>The file that a name means: the one of that name, else the one for the devices.</summary>
    /// <param name="name">A name that means this model.</param>
    /// <param name="forEdgeTpu">Whether an Edge TPU may run it.</param>
    public PublishedFile FileFor(string name, bool forEdgeTpu) =>
        Files.FirstOrDefault(file => file.Stem == name) ?? (forEdgeTpu ? EdgeTpu ?? Cpu : Cpu ?? EdgeTpu)!;
}
