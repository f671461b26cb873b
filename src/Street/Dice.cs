namespace Actors.Street;

/// <summary>A row of random numbers that follows from its seed alone: the same on every machine and in every version of .NET.</summary>
/// <remarks>SplitMix64 (Steele, Lea and Flood 2014).</remarks>
internal sealed class Dice
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;
    private readonly ulong _seed;
    private ulong _state;

    public Dice(ulong seed) => _seed = _state = seed;

    /// <summary>Dice of their own for one purpose, which neither feel nor change what is thrown with these.</summary>
    public Dice For(Purpose purpose, long index = 0) => new(Mix(Mix(_seed + GoldenGamma * ((ulong)purpose + 1)) + GoldenGamma * (ulong)index));

    /// <summary>64 random bits.</summary>
    public ulong Next() => Mix(_state += GoldenGamma);

    /// <summary>From 0 to 1, without 1.</summary>
    public float Unit() => (Next() >> 40) * (1f / (1 << 24));

    /// <summary>Anything between two bounds.</summary>
    public float Between(float low, float high) => low + (high - low) * Unit();

    /// <summary>A whole number from 0, below a bound.</summary>
    public int Below(int bound) => (int)(Unit() * bound);

    /// <summary>Whether something of this probability happens.</summary>
    public bool Chance(double probability) => Unit() < probability;

    /// <summary>One of several, each as likely.</summary>
    public T Pick<T>(ReadOnlySpan<T> of) => of[Below(of.Length)];

    /// <summary>The number of one of several whose likelihoods are in proportion to these weights.</summary>
    public int Weighted(ReadOnlySpan<float> weights)
    {
        var sum = 0f;
        foreach (var weight in weights)
        {
            sum += weight;
        }

        var at = Unit() * sum;
        for (var i = 0; i < weights.Length - 1; i++)
        {
            if ((at -= weights[i]) < 0)
            {
                return i;
            }
        }

        return weights.Length - 1;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
