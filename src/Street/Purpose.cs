namespace Actors.Street;

/// <summary>What dice are thrown for. One that is added goes to the end, so that all else of a seed stays as it was.</summary>
internal enum Purpose
{
    Layout,
    Viewpoint,
    Climate,
    Ground,
    Houses,
    Sky,
    Sensor,
    Furniture,
    Parking,
    Standing,
    Flow,
    Crossing,
    Look,
    Moment,
}
