using Actors.Interop;

namespace Actors.Tests.Interop;

/// <summary>Every layout with every output type, for theories.</summary>
public sealed class DetectorLayouts : TheoryData<DetectorLayout, TensorType>
{
    public DetectorLayouts()
    {
        foreach (var layout in Enum.GetValues<DetectorLayout>())
        {
            Add(layout, TensorType.Float32);
            Add(layout, TensorType.UInt8);
            Add(layout, TensorType.Int8);
        }
    }
}
