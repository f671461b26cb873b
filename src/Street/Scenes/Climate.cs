using Actors.Street.Drawing;

namespace Actors.Street.Scenes;

/// <summary>The hour and the weather.</summary>
internal sealed class Climate
{
    private readonly float _cloudPeriod;
    private readonly float _cloudPhase;
    private readonly float _cloudShare;

    public Climate(Dice dice)
    {
        Hour = (DayTime)dice.Weighted([6, 2, 1, 2]);
        Weather = (Kind)dice.Weighted([5, 3, 3, 2, 1.2f, 1.2f]);
        _cloudPeriod = dice.Between(14, 50);
        _cloudPhase = dice.Between(0, MathF.Tau);
        _cloudShare = Weather switch { Kind.Clear => 0, Kind.Cloudy => 0.9f, _ => 0 };
        Light = Lit(dice);
    }

    public enum DayTime
    {
        Day,
        LowSun,
        Dusk,
        Night,
    }

    public enum Kind
    {
        Clear,
        Cloudy,
        Overcast,
        Rain,
        Fog,
        Snow,
    }

    public DayTime Hour { get; }

    public Kind Weather { get; }

    public Light Light { get; }

    /// <summary>The sky overhead and at the horizon.</summary>
    public (Rgb Zenith, Rgb Horizon) Sky { get; private set; }

    /// <summary>Whether the ground is wet.</summary>
    public bool IsWet => Weather == Kind.Rain;

    /// <summary>Whether snow lies.</summary>
    public bool IsSnowy => Weather == Kind.Snow;

    /// <summary>Whether the sun ever shines.</summary>
    public bool HasSun => Light.Sunlight != default;

    /// <summary>The share of the sun that clouds let through at a time, in seconds.</summary>
    public float SunshineAt(double time)
    {
        // Two waves, so that clouds do not come by the clock.
        var wave = 0.5f + 0.35f * (float)Math.Sin(time * Math.Tau / _cloudPeriod + _cloudPhase) + 0.25f * (float)Math.Sin(time * Math.Tau / (_cloudPeriod * 0.37) + _cloudPhase * 2);
        return 1 - _cloudShare * Math.Clamp(wave * 1.6f - 0.4f, 0, 1);
    }

    private Light Lit(Dice dice)
    {
        var elevation = Hour == DayTime.LowSun ? dice.Between(0.18f, 0.4f) : dice.Between(0.6f, 1.2f);
        var azimuth = dice.Between(0, MathF.Tau);
        var sun = new Vector3(MathF.Cos(elevation) * MathF.Sin(azimuth), MathF.Cos(elevation) * MathF.Cos(azimuth), MathF.Sin(elevation));
        var sunny = Weather is Kind.Clear or Kind.Cloudy && Hour is DayTime.Day or DayTime.LowSun && Weather is not (Kind.Overcast or Kind.Rain or Kind.Fog or Kind.Snow);
        var (ambient, sunlight, zenith, horizon) = Hour switch
        {
            DayTime.Day when sunny => (new Rgb(0.50f, 0.54f, 0.62f), new Rgb(0.72f, 0.68f, 0.60f) * dice.Between(0.8f, 1.15f), new Rgb(0.30f, 0.50f, 0.82f), new Rgb(0.72f, 0.82f, 0.92f)),
            DayTime.LowSun when sunny => (new Rgb(0.42f, 0.42f, 0.48f), new Rgb(0.95f, 0.66f, 0.36f) * dice.Between(0.7f, 1.1f), new Rgb(0.35f, 0.45f, 0.68f), new Rgb(0.95f, 0.75f, 0.52f)),
            DayTime.Day or DayTime.LowSun => (new Rgb(0.80f, 0.82f, 0.86f) * dice.Between(0.7f, 1.05f), default, new Rgb(0.66f, 0.69f, 0.73f), new Rgb(0.78f, 0.80f, 0.82f)),
            DayTime.Dusk => (new Rgb(0.34f, 0.36f, 0.47f) * dice.Between(0.8f, 1.2f), default, new Rgb(0.17f, 0.21f, 0.36f), new Rgb(0.52f, 0.40f, 0.40f)),
            _ => (new Rgb(0.19f, 0.20f, 0.27f) * dice.Between(0.8f, 1.3f), default, new Rgb(0.03f, 0.035f, 0.07f), new Rgb(0.12f, 0.11f, 0.13f)),
        };
        if (IsSnowy)
        {
            ambient *= 1.12f;
        }

        Sky = Weather is Kind.Fog ? (horizon, horizon) : (zenith, horizon);
        return new Light
        {
            Sun = sun,
            Sunlight = sunlight,
            Sky = ambient,
            Haze = horizon,
            HazeDensity = Weather switch
            {
                Kind.Fog => dice.Between(0.014f, 0.03f),
                Kind.Rain or Kind.Snow => dice.Between(0.005f, 0.011f),
                _ => dice.Between(0.0006f, 0.004f),
            },
            Lamplight = Hour switch
            {
                DayTime.Night => dice.Pick<Rgb>([new(0.60f, 0.46f, 0.26f), new(0.50f, 0.50f, 0.48f), new(0.62f, 0.36f, 0.14f)]) * dice.Between(0.8f, 1.3f),
                DayTime.Dusk => new Rgb(0.3f, 0.24f, 0.15f),
                _ => default,
            },
            LampSpacing = dice.Between(18, 32),
        };
    }
}
