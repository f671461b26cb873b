using Actors.Street.Drawing;

namespace Actors.Street.Things;

/// <summary>Somebody on foot: who walks, runs, stands or sits; perhaps under an umbrella.</summary>
internal sealed class Pedestrian : Thing
{
    private static readonly StreetClass?[] Alone = [StreetClass.Person];
    private static readonly StreetClass?[] UnderUmbrella = [StreetClass.Person, null];

    private readonly Outfit _outfit;
    private readonly Rgb _umbrella;
    private readonly bool _hasUmbrella;
    private readonly float _phase;
    private readonly float _stride;
    private readonly (float Bent, float Left, float Right) _arms;
    private readonly bool _sits;

    /// <summary>Throws the dice for one.</summary>
    /// <param name="dice">Theirs.</param>
    /// <param name="umbrellas">How likely an umbrella is.</param>
    /// <param name="sits">Whether they sit on a bench.</param>
    public Pedestrian(Dice dice, float umbrellas = 0, bool sits = false)
    {
        _outfit = new Outfit(dice);
        _sits = sits;
        _hasUmbrella = !sits && dice.Chance(umbrellas);
        _umbrella = dice.Chance(0.5) ? new Rgb(0.08f, 0.08f, 0.1f) : Looks.Any(dice);
        _phase = dice.Between(0, MathF.Tau);
        _stride = 0.42f * _outfit.Height * dice.Between(0.9f, 1.1f);

        // Hanging down, holding a telephone, on the way to the mouth, or both before the body.
        _arms = dice.Weighted([8, 2, 1, 1]) switch
        {
            0 => (dice.Between(0.1f, 0.4f), 0, 0),
            1 => (0.5f, 0, 0.8f),
            2 => (0.6f, 0.2f, 1.1f),
            _ => (1.2f, 0.3f, 0.3f),
        };
    }

    public override Vector3 Size => new(0.55f * _outfit.Build, 0.5f, _outfit.Height * (_sits ? 0.78f : 1));

    public override IReadOnlyList<StreetClass?> Parts => _hasUmbrella ? UnderUmbrella : Alone;

    public override void Draw(Pen pen, in Motion motion, ReadOnlySpan<byte> parts)
    {
        pen.Begin(parts[0]);
        var pose = _sits ? Sitting() : Moving(motion);
        if (_hasUmbrella)
        {
            var hand = new Vector3(0.1f, 0.22f, pose.Chest.Z - 0.08f);
            pose.Hands = (pose.Hands.Left, hand);
            pose.Elbows = (pose.Elbows.Left, (pose.Shoulders.Right + hand) / 2 - new Vector3(0, 0.02f, 0.14f));
        }

        Figure.DrawFarLimbs(pen, _outfit, pose);
        Figure.DrawNear(pen, _outfit, pose);
        if (_hasUmbrella)
        {
            pen.Begin(parts[1]);
            DrawUmbrella(pen, pose.Hands.Right, pose.Head.Z + 0.28f);
        }
    }

    private Pose Moving(in Motion motion)
    {
        var runs = motion.Speed > 2.3f;
        var swing = motion.Speed < 0.05f ? 0.06f : runs ? 0.75f : 0.45f * Math.Min(1, 0.5f + motion.Speed / 2.6f);
        var stride = runs ? _stride * 2 : _stride;
        var phase = motion.Speed < 0.05f ? _phase : _phase + motion.Travelled / stride * MathF.PI / 2;
        return Pose.Step(_outfit, phase, swing, runs ? 0.16f : 0.03f, runs ? (1.4f, 0, 0) : _arms);
    }

    private Pose Sitting()
    {
        var (feet, hands) = (new Vector3(0.1f, 0.45f, 0.04f), new Vector3(0.08f, 0.28f, 0.58f));
        return Pose.Seated(_outfit, new(0, 0, 0.45f), _arms.Bent * 0.2f - 0.1f, (feet with { X = -0.1f }, feet), (hands with { X = -0.12f }, hands));
    }

    private void DrawUmbrella(Pen pen, Vector3 hand, float height)
    {
        var top = hand with { Z = height + 0.14f };
        pen.Line([hand, top], 0.02f, new Rgb(0.15f, 0.15f, 0.15f));
        const int ribs = 8;
        Span<Vector4> rim = stackalloc Vector4[3];
        for (var rib = 0; rib < ribs; rib++)
        {
            var (sin, cos) = MathF.SinCos(rib * MathF.Tau / ribs);
            var (nextSin, nextCos) = MathF.SinCos((rib + 1) * MathF.Tau / ribs);
            rim[0] = new(top, 0.02f);
            rim[1] = new(hand.X + cos * 0.5f, hand.Y + sin * 0.5f, height - 0.08f, 0.015f);
            rim[2] = new(hand.X + nextCos * 0.5f, hand.Y + nextSin * 0.5f, height - 0.08f, 0.015f);
            pen.Skin(rim, rib % 2 == 0 ? _umbrella : _umbrella * 0.9f, round: false);
        }
    }
}
