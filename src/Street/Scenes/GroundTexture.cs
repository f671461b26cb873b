namespace Actors.Street.Scenes;

/// <summary>The grain of asphalt and stone: noise that repeats.</summary>
internal static class GroundTexture
{
    // A power of two.
    private const int Side = 512;
    private const int Mask = Side - 1;

    private static readonly float[] Pixels = Make();

    /// <summary>How much brighter the ground is there, in parts of it; coordinates must not be below zero.</summary>
    public static float At(int u, int v) => Pixels[(v & Mask) * Side + (u & Mask)];

    private static float[] Make()
    {
        var dice = new Dice(1);
        var sum = new float[Side * Side];
        for (var (cell, weight) = (1, 1f); cell <= 32; cell *= 2, weight *= 0.8f)
        {
            var cells = Side / cell;
            var noise = new float[cells * cells];
            for (var i = 0; i < noise.Length; i++)
            {
                noise[i] = (dice.Unit() - 0.5f) * weight;
            }

            for (var i = 0; i < sum.Length; i++)
            {
                var (x, y) = ((i % Side + 0.5f) / cell, (i / Side + 0.5f) / cell);
                sum[i] += Smooth(noise, cells, x, y);
            }
        }

        return [.. sum.Select(value => 0.2f * value)];
    }

    private static float Smooth(float[] noise, int cells, float x, float y)
    {
        var (column, row) = ((int)x, (int)y);
        var (right, down) = (x - column, y - row);
        var (c0, c1, r0, r1) = (column % cells, (column + 1) % cells, row % cells * cells, (row + 1) % cells * cells);
        var top = noise[r0 + c0] + (noise[r0 + c1] - noise[r0 + c0]) * right;
        var bottom = noise[r1 + c0] + (noise[r1 + c1] - noise[r1 + c0]) * right;
        return top + (bottom - top) * down;
    }
}
