namespace Actors.Street;

/// <summary>What there is to be found in a street; the numbers are the class numbers of a model, one less than COCO's category ids of this data set.</summary>
public enum StreetClass
{
    /// <summary>On foot, or on a bicycle.</summary>
    Person,

    /// <summary>Without its rider, who is a person.</summary>
    Bicycle,

    /// <summary>Up to seven seats.</summary>
    Car,

    /// <summary>From the minibus up.</summary>
    Bus,

    /// <summary>Whatever carries goods: lorries, vans, pick-ups.</summary>
    Truck,
}
