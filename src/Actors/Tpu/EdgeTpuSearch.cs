using Actors.Interop;
using Akka.Event;

namespace Actors.Tpu;

/// <summary>Looks for Edge TPUs again and again, and says once what is wrong with that and what is not there.</summary>
/// <param name="log">Where it says so.</param>
internal sealed class EdgeTpuSearch(ILoggingAdapter log)
{
    private string? _failure;

    /// <summary>What the settings name and was not there the last time, for people; empty where nothing is missing.</summary>
    public string Missing { get; private set; } = "";

    /// <summary>Has a resolver look.</summary>
    /// <param name="resolver">Finds what the settings name among what is listed.</param>
    /// <param name="list">Lists the Edge TPUs of this machine.</param>
    /// <param name="missingIsNone">Whether a machine without the library is one without Edge TPUs.</param>
    /// <param name="isLost">Whether one that was found before has been lost since.</param>
    public void Look(DeviceResolver resolver, Func<IReadOnlyList<EdgeTpuDevice>> list, bool missingIsNone, Func<EdgeTpuDevice, bool> isLost)
    {
        resolver.Update(Listed(list, missingIsNone), isLost);
        var missing = string.Join(", ", resolver.Missing);
        if (missing.Length > 0 && missing != Missing)
        {
            log.Warning("There is no {0}; it is used as soon as it is there.", missing);
        }

        Missing = missing;
    }

    private IReadOnlyList<EdgeTpuDevice> Listed(Func<IReadOnlyList<EdgeTpuDevice>> list, bool missingIsNone)
    {
        try
        {
            var listed = DeviceResolver.List(list, missingIsNone);
            _failure = null;
            return listed;
        }
        catch (NativeLibraryException broken)
        {
            if (_failure != broken.Message)
            {
                _failure = broken.Message;
                log.Warning("Edge TPUs cannot be looked for: {0}", broken.Message);
            }

            return [];
        }
    }
}
