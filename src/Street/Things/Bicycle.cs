using Actors.Street.Drawing;

namespace Actors.Street.Things;

/// <summary>A bicycle, ridden or parked.</summary>
internal sealed class Bicycle : Thing
{
    private static readonly StreetClass?[] Parked = [StreetClass.Bicycle];
    private static readonly StreetClass?[] Ridden = [StreetClass.Bicycle, StreetClass.Person];

    private static readonly Rgb Tyre = new(0.08f, 0.08f, 0.08f);
    private static readonly Rgb Metal = new(0.55f, 0.55f, 0.57f);

    private readonly Outfit? _rider;
    private readonly Rgb _paint;
    private readonly Rgb _extra;
    private readonly float _wheel;
    private readonly float _lean;
    private readonly float _tube;
    private readonly bool _isLowFrame;
    private readonly bool _hasBasket;
    private readonly bool _hasBox;
    private readonly bool _hasMudguards;

    public Bicycle(Dice dice, bool isRidden)
    {
        var rider = new Outfit(dice);
        rider = rider with
        {
            Head = dice.Chance(0.45) ? Outfit.Headgear.Helmet : rider.Head,
            Carries = rider.Carries == Outfit.Bag.Backpack ? Outfit.Bag.Backpack : Outfit.Bag.None,
            Wears = rider.Wears is Outfit.Garment.Coat or Outfit.Garment.Dress ? Outfit.Garment.Trousers : rider.Wears,
            Height = Math.Max(1.45f, rider.Height),
        };
        _rider = isRidden ? rider : null;
        _paint = dice.Chance(0.35) ? new Rgb(0.1f, 0.1f, 0.11f) : Looks.Any(dice);
        _extra = Looks.Cloth(dice);
        _wheel = rider.Height < 1.55f ? 0.29f : 0.34f;
        _lean = dice.Weighted([3, 2, 1]) switch { 0 => 0.2f, 1 => 0.45f, _ => 0.8f };
        _tube = dice.Between(0.032f, 0.05f);
        _isLowFrame = dice.Chance(0.4);
        _hasBasket = dice.Chance(0.3);
        _hasBox = dice.Chance(0.2);
        _hasMudguards = dice.Chance(0.5);
    }

    public override Vector3 Size => new(0.55f, 1.05f + _wheel * 2, _rider is null ? 1.05f : 0.62f + _rider.Height * 0.6f);

    public override IReadOnlyList<StreetClass?> Parts => _rider is null ? Parked : Ridden;

    public override void Draw(Pen pen, in Motion motion, ReadOnlySpan<byte> parts)
    {
        if (_rider is null)
        {
            DrawMachine(pen, motion, parts[0]);
            return;
        }

        var crank = motion.Travelled / 2.4f * MathF.Tau / 2;
        var (sin, cos) = MathF.SinCos(crank);
        var pedal = new Vector3(0.11f, 0.02f + cos * 0.16f, 0.31f + sin * 0.16f);
        var other = new Vector3(-0.11f, 0.02f - cos * 0.16f, 0.31f - sin * 0.16f);
        var pose = Pose.Seated(_rider, Saddle, _lean, (other, pedal), (Grip with { X = -0.24f }, Grip with { X = 0.24f }));
        pen.Begin(parts[1]);
        Figure.DrawFarLimbs(pen, _rider, pose);
        DrawMachine(pen, motion, parts[0]);
        pen.Begin(parts[1]);
        Figure.DrawNear(pen, _rider, pose);
    }

    private Vector3 Saddle => new(0, -0.2f, 0.55f + (_rider?.Height ?? 1.7f) * 0.22f);

    private Vector3 Grip => new(0, 0.35f - _lean * 0.05f, 1.04f - _lean * 0.1f);

    private void DrawMachine(Pen pen, in Motion motion, byte part)
    {
        pen.Begin(part);
        const float reach = 0.53f;
        var (back, front) = (new Vector3(0, -reach, _wheel), new Vector3(0, reach, _wheel));
        var (crank, head) = (new Vector3(0, 0.02f, 0.31f), new Vector3(0, 0.36f, 0.9f));
        DrawWheel(pen, back, motion);
        DrawWheel(pen, front, motion);
        var seat = Saddle - new Vector3(0, 0, 0.04f);
        var low = Vector3.Lerp(crank, seat, 0.72f);
        pen.Line([head, front], _tube, _paint);
        pen.Line([low, back, crank], _tube * 0.7f, _paint);
        pen.Line([seat, crank, head - new Vector3(0, -0.02f, 0.06f)], _tube, _paint);
        if (!_isLowFrame)
        {
            pen.Line([low, head], _tube, _paint);
        }

        var grip = Grip;
        pen.Line([head, head with { Z = grip.Z }, grip], 0.03f, Metal);
        pen.Line([grip with { X = -0.27f }, grip with { X = 0.27f }], 0.035f, Tyre);
        pen.Skin([new(seat - new Vector3(0, 0.11f, 0), 0.06f), new(seat + new Vector3(0, 0.13f, 0), 0.025f)], Tyre, round: false);
        pen.Skin([new(crank, 0.09f)], Metal * 0.6f, round: false);
        if (_hasBox)
        {
            pen.Box(new(-0.15f, -0.75f, 0.75f), new(0.15f, -0.38f, 1.02f), _extra);
        }

        if (_hasBasket)
        {
            pen.Box(new(-0.17f, 0.42f, 0.72f), new(0.17f, 0.7f, 0.95f), _extra);
        }

        pen.Glow(new(0, 0.55f, 0.8f), new(0, 1, 0), pen.Light.IsDark && _rider is not null, 0.2f, new(1, 0.95f, 0.85f));
        pen.Glow(new(0, -0.75f, 0.65f), new(0, -1, 0), pen.Light.IsDark && _rider is not null, 0.12f, new(1, 0.12f, 0.08f));
    }

    private void DrawWheel(Pen pen, Vector3 hub, in Motion motion)
    {
        const int sides = 18;
        Span<Vector3> rim = stackalloc Vector3[sides];
        for (var i = 0; i < sides; i++)
        {
            var (sin, cos) = MathF.SinCos(i * MathF.Tau / sides);
            rim[i] = hub + new Vector3(0, cos, sin) * (_wheel - 0.02f);
        }

        if (pen.Shows(0.05f))
        {
            for (var spoke = 0; spoke < 6; spoke++)
            {
                var (sin, cos) = MathF.SinCos(spoke * MathF.PI / 6 - motion.Travelled / _wheel);
                var along = new Vector3(0, cos, sin) * (_wheel - 0.03f);
                pen.Line([hub - along, hub + along], 0.006f, Metal * 0.8f);
            }
        }

        pen.Line(rim, 0.045f, Tyre, closed: true);
        if (_hasMudguards)
        {
            pen.Line([hub + new Vector3(0, -0.8f, 0.62f) * (_wheel + 0.04f), hub + new Vector3(0, -0.3f, 0.97f) * (_wheel + 0.04f), hub + new Vector3(0, 0.3f, 0.97f) * (_wheel + 0.04f)], 0.04f, _paint);
        }
    }
}
