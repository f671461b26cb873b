using System.Globalization;
using Actors.Street;

namespace Actors.Capture;

public abstract partial record SourceUri
{
    private const string StreetPrefix = "street:";
    private const string StreetOptions = "seed=7 (which street) and density=0.5 (how full it is, 0 to 1)";

    /// <summary>A procedural street, of which is known what is in every frame.</summary>
    /// <param name="Settings">Which, and how large.</param>
    /// <param name="Rate">Frames per second; 0 for as fast as they are taken.</param>
    public sealed record Street(StreetSettings Settings, double Rate) : SourceUri
    {
        // A lively one, in daylight.
        private const long UsualSeed = 5;

        /// <summary>Whether it takes the place of a camera, of which this machine has none.</summary>
        public bool IsStandIn { get; init; }

        /// <inheritdoc/>
        public override bool IsLive => Rate > 0;

        /// <inheritdoc/>
        public override IFrameSource Open(DecodeOptions options, CancellationToken stopping = default) => new StreetSource(Settings, Rate);

        /// <inheritdoc/>
        public override string ToString() => base.ToString();

        internal static Street Of(string text)
        {
            var (mode, options) = text[StreetPrefix.Length..].Split('?', 2) is [var before, var after] ? (before, after) : (text[StreetPrefix.Length..], "");
            if (ModeOf(mode, StreetSettings.ShortestSide, StreetSettings.LongestSide) is not { } size)
            {
                throw new FormatException(
                    $"'{text}' is no street: write street:WIDTHxHEIGHT@RATE such as street:640x480@30, sides from {StreetSettings.ShortestSide} to {StreetSettings.LongestSide} pixels; "
                    + $"@0 is as fast as frames are taken. After a question mark, joined by &, there may be {StreetOptions}.");
            }

            var settings = new StreetSettings(size.Width, size.Height, UsualSeed);
            foreach (var option in options.Split('&', StringSplitOptions.RemoveEmptyEntries))
            {
                settings = option.Split('=', 2) switch
                {
                    ["seed", var seed] when long.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => settings with { Seed = number },
                    ["seed", var seed] => throw new FormatException($"'{text}': a seed is a whole number, not '{seed}'."),
                    ["density", var density] when double.TryParse(density, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1 => settings with { Density = share },
                    ["density", var density] => throw new FormatException($"'{text}': a density is a number from 0 to 1, not '{density}'."),
                    var unknown => throw new FormatException($"'{text}': a street has no option '{unknown[0]}'. There are {StreetOptions}."),
                };
            }

            return new Street(settings, size.Rate) { Text = text };
        }
    }
}
