using Actors.Interop;
using Actors.Prepare;
using Actors.Tpu;

namespace Actors.Host.Configuration;

/// <summary>What to detect, as configured, with the file that its model was read from.</summary>
/// <param name="Task">What to detect.</param>
/// <param name="Read">The model's file as it was read; null where there is no model.</param>
/// <param name="CpuRead">The file of the same model for the CPU; null where there is none.</param>
internal sealed record TaskSettings(DetectionTask Task, FileStamp? Read, FileStamp? CpuRead = null)
{
    private const string Section = "Model";
    // Published SSD detectors were trained with it.
    private const string DefaultResize = "stretch";
    private const string PathKey = $"{Section}:{nameof(HostSettings.ModelSection.Path)}";

    /// <summary>Reads and checks it. The model last, so that nothing is left of it where anything else is refused.</summary>
    /// <param name="section">The settings.</param>
    /// <param name="needsModel">Whether a device needs the model, or the user named one; else it need not be there.</param>
    /// <param name="devices">The devices that are to run it.</param>
    /// <param name="mayRunOnCpu">Whether the CPU is among them, or may take the place of the others.</param>
    /// <param name="mayRunOnEdgeTpu">Whether an Edge TPU is among them, or may come to be.</param>
    /// <param name="before">What was read before, or null: a model whose file has not changed is not read again.</param>
    /// <exception cref="SettingException">A setting cannot be, or a file is missing.</exception>
    public static TaskSettings From(HostSettings.ModelSection section, bool needsModel, IReadOnlyList<Device> devices, bool mayRunOnCpu, bool mayRunOnEdgeTpu, TaskSettings? before)
    {
        if (section.Threshold is not (>= 0 and <= 1))
        {
            throw Refused(nameof(section.Threshold), $"{section.Threshold} is not from 0 to 1.");
        }

        if (section.TopK < 1)
        {
            throw Refused(nameof(section.TopK), $"{section.TopK} is less than 1.");
        }

        var found = needsModel ? Missing(() => ModelLookup.Find(section.Path, mayRunOnEdgeTpu)) : null;
        var task = new DetectionTask
        {
            Filter = new DetectionFilter(section.Threshold, section.TopK),
            Prepare = new PrepareSettings
            {
                Resize = ConfigNames.Parse<ResizeMode>($"{Section}:{nameof(section.Resize)}", section.Resize ?? found?.Published?.Resize ?? DefaultResize),
                Resampling = ConfigNames.Parse<Resampling>($"{Section}:{nameof(section.Resampling)}", section.Resampling),
                Normalization = NormalizationOf(section),
            },
            Raw = RawOf(section),
            Labels = LabelsOf(section.Labels ?? (found is null ? null : ModelLookup.LabelsBeside(found))),
        };
        return found is null ? new TaskSettings(task, null) : WithModel(task, found.Path, mayRunOnCpu ? ModelLookup.OfCpuBeside(found.Path) : null, devices, before);
    }

    private static TaskSettings WithModel(DetectionTask task, string path, string? cpuPath, IReadOnlyList<Device> devices, TaskSettings? before)
    {
        // Taken before the reading: what is written meanwhile is read the next time.
        var stamp = FileStamp.Of(path);
        var cpuStamp = cpuPath is null ? null : FileStamp.Of(cpuPath);
        if (before is { Task.Model: not null, Read: { } read } && read == stamp && before.CpuRead == cpuStamp)
        {
            return before with { Task = task with { Model = before.Task.Model, CpuModel = before.Task.CpuModel, Input = before.Task.Input } };
        }

        var loaded = Missing(() => ForModel(path, cpuPath, devices));
        return new TaskSettings(task with { Model = loaded.Model, CpuModel = loaded.CpuModel, Input = loaded.Input }, stamp, cpuStamp);
    }

    private static DetectionTask ForModel(string path, string? cpuPath, IReadOnlyList<Device> devices)
    {
        var model = Model.FromFile(path);
        try
        {
            var task = DetectionTask.For(model, devices);
            return cpuPath is null || !model.CompiledForEdgeTpu ? task : task.AlsoOnCpu(Model.FromFile(cpuPath));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static T Missing<T>(Func<T> find)
    {
        try
        {
            return find();
        }
        catch (InteropException missing)
        {
            throw new SettingException(PathKey, missing.Message, cause: missing);
        }
    }

    private static Normalization? NormalizationOf(HostSettings.ModelSection section) => (section.Mean, section.Deviation) switch
    {
        (null, null) => null,
        ({ } mean, > 0 and { } deviation) => new Normalization(mean, deviation),
        (null, _) => throw Refused(nameof(section.Deviation), "give both Mean and Deviation, or neither."),
        (_, null) => throw Refused(nameof(section.Mean), "give both Mean and Deviation, or neither."),
        _ => throw Refused(nameof(section.Deviation), $"{section.Deviation} is not above 0."),
    };

    private static RawSsd? RawOf(HostSettings.ModelSection section)
    {
        if (section.Overlap is not (>= 0 and <= 1))
        {
            throw Refused(nameof(section.Overlap), $"{section.Overlap} is not from 0 to 1.");
        }

        if (section.SoftSigma is not (>= 0 and < float.PositiveInfinity))
        {
            throw Refused(nameof(section.SoftSigma), $"{section.SoftSigma} is below 0 or no number.");
        }

        var scores = ConfigNames.Parse<RawSsd.ScoreForm>($"{Section}:{nameof(section.Scores)}", section.Scores);
        return section.Anchors is null or "" ? null : new RawSsd(AnchorsOf(section.Anchors))
        {
            Scores = scores,
            HasBackground = section.Background,
            Overlap = section.Overlap,
            SoftSigma = section.SoftSigma,
        };
    }

    private static SsdAnchors AnchorsOf(string path)
    {
        try
        {
            return SsdAnchors.FromFile(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw Refused(nameof(HostSettings.ModelSection.Anchors), $"'{path}' cannot be read: {unreadable.Message}");
        }
        catch (FormatException wrong)
        {
            throw Refused(nameof(HostSettings.ModelSection.Anchors), $"'{path}': {wrong.Message}");
        }
    }

    private static Labels LabelsOf(string? path)
    {
        try
        {
            return path is null or "" ? Labels.None : Labels.FromFile(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw Refused("Labels", $"'{path}' cannot be read: {unreadable.Message}");
        }
    }

    private static SettingException Refused(string key, string reason) => new($"{Section}:{key}", reason);
}
