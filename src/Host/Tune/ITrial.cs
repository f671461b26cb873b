namespace Actors.Host.Tune;

/// <summary>Measures candidates, within a time.</summary>
internal interface ITrial
{
    /// <summary>The share of the time, from 1 down to 0 or less, that is left.</summary>
    double Left { get; }

    /// <summary>The share of the time that a measurement takes.</summary>
    double Cost { get; }

    /// <summary>Measures once. It takes its share of the time.</summary>
    Task<Reading> MeasureAsync(Candidate candidate, CancellationToken stopping);
}
