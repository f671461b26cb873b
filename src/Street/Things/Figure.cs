using Actors.Street.Drawing;

namespace Actors.Street.Things;

/// <summary>Draws somebody: limbs, clothes, head and bags.</summary>
internal static class Figure
{
    /// <summary>The leg and arm of the side that is turned away, which are behind everything else.</summary>
    public static void DrawFarLimbs(Pen pen, Outfit outfit, in Pose pose)
    {
        var left = pen.Viewer.X > 0;
        DrawArm(pen, outfit, pose, left);
        DrawLeg(pen, outfit, pose, left);
    }

    /// <summary>All the rest.</summary>
    public static void DrawNear(Pen pen, Outfit outfit, in Pose pose)
    {
        var left = pen.Viewer.X <= 0;
        var fromBehind = pen.Viewer.Y < 0;
        DrawLeg(pen, outfit, pose, left);
        if (!fromBehind)
        {
            DrawBackpack(pen, outfit, pose);
        }

        DrawBody(pen, outfit, pose);
        if (fromBehind)
        {
            DrawBackpack(pen, outfit, pose);
        }

        DrawHead(pen, outfit, pose, fromBehind);
        DrawArm(pen, outfit, pose, left);
        DrawBag(pen, outfit, pose);
    }

    private static Vector4 Ball(Vector3 centre, float radius) => new(centre, radius);

    private static void DrawLeg(Pen pen, Outfit outfit, in Pose pose, bool left)
    {
        var (hip, knee, foot) = left ? (pose.Hips.Left, pose.Knees.Left, pose.Feet.Left) : (pose.Hips.Right, pose.Knees.Right, pose.Feet.Right);
        var thick = outfit.Height * outfit.Build;
        var isBare = outfit.Wears is Outfit.Garment.Shorts or Outfit.Garment.Skirt or Outfit.Garment.Dress;
        var shin = isBare ? outfit.Skin : outfit.Legs;
        pen.Skin([Ball(knee, 0.031f * thick), Ball(foot + new Vector3(0, 0, 0.02f), 0.022f * thick)], shin);
        pen.Skin([Ball(hip, 0.052f * thick), Ball(knee, 0.034f * thick)], outfit.Wears is Outfit.Garment.Skirt or Outfit.Garment.Dress ? outfit.Skin : outfit.Legs);
        pen.Skin([Ball(foot - new Vector3(0, 0.015f, 0.005f), 0.024f * outfit.Height), Ball(foot + new Vector3(0, 0.075f * outfit.Height, -0.012f), 0.017f * outfit.Height)], outfit.Shoes, round: false);
    }

    private static void DrawArm(Pen pen, Outfit outfit, in Pose pose, bool left)
    {
        var (shoulder, elbow, hand) = left ? (pose.Shoulders.Left, pose.Elbows.Left, pose.Hands.Left) : (pose.Shoulders.Right, pose.Elbows.Right, pose.Hands.Right);
        var thick = outfit.Height * (0.5f + 0.5f * outfit.Build);
        pen.Skin([Ball(elbow, 0.023f * thick), Ball(hand, 0.018f * thick)], outfit.HasBareArms ? outfit.Skin : outfit.Second);
        pen.Skin([Ball(hand, 0.021f * outfit.Height)], outfit.Skin, round: false);
        pen.Skin([Ball(shoulder - new Vector3(0, 0, 0.02f), 0.032f * thick), Ball(elbow, 0.025f * thick)], outfit.Second);
    }

    private static void DrawBody(Pen pen, Outfit outfit, in Pose pose)
    {
        var thick = outfit.Height * outfit.Build;
        var down = new Vector3(0, 0, -outfit.Height);
        switch (outfit.Wears)
        {
            case Outfit.Garment.Skirt:
                DrawFlare(pen, pose, thick, down * 0.16f, 0.07f, outfit.Legs);
                break;
            case Outfit.Garment.Dress:
                DrawFlare(pen, pose, thick, down * 0.2f, 0.075f, outfit.Top);
                break;
            case Outfit.Garment.Coat:
                DrawFlare(pen, pose, thick, down * 0.22f, 0.055f, outfit.Top);
                break;
            default:
                break;
        }

        pen.Skin(
            [
                Ball(pose.Shoulders.Left, 0.036f * outfit.Height), Ball(pose.Shoulders.Right, 0.036f * outfit.Height),
                Ball(Vector3.Lerp(pose.Pelvis, pose.Chest, 0.4f), 0.058f * thick), Ball(Vector3.Lerp(pose.Pelvis, pose.Chest, 0.05f), 0.062f * thick),
            ], outfit.Top);
        if (outfit.IsMarked && pen.Shows(0.15f))
        {
            var across = Vector3.Lerp(pose.Pelvis, pose.Chest, 0.65f);
            var wide = new Vector3(0.06f * thick, 0, 0);
            pen.Skin([Ball(across - wide, 0.022f * thick), Ball(across + wide, 0.022f * thick)], outfit.BagColour, round: false);
        }
    }

    private static void DrawFlare(Pen pen, in Pose pose, float thick, Vector3 down, float wide, Rgb colour)
    {
        var middle = (pose.Knees.Left + pose.Knees.Right) / 2 - pose.Pelvis;
        var hem = pose.Pelvis + down + new Vector3(0, middle.Y * 0.5f, 0);
        var aside = new Vector3(0.045f * thick, 0, 0);
        pen.Skin([Ball(pose.Pelvis, 0.06f * thick), Ball(hem - aside, wide * thick * 0.7f), Ball(hem + aside, wide * thick * 0.7f)], colour);
    }

    private static void DrawHead(Pen pen, Outfit outfit, in Pose pose, bool fromBehind)
    {
        var tall = outfit.Height;
        var radius = 0.062f * MathF.Pow(tall / 1.7f, -0.25f) * tall;
        pen.Skin([Ball(Vector3.Lerp(pose.Chest, pose.Head, 0.2f), 0.03f * tall), Ball(Vector3.Lerp(pose.Chest, pose.Head, 0.7f), 0.027f * tall)], outfit.Skin, round: false);
        var face = Ball(pose.Head + new Vector3(0, radius * 0.28f, -radius * 0.12f), radius * 0.86f);
        var hair = pose.Head + new Vector3(0, -radius * 0.14f, radius * 0.1f);
        if (fromBehind)
        {
            pen.Skin([face], outfit.Skin);
        }

        switch (outfit.Head)
        {
            case Outfit.Headgear.Bald:
                pen.Skin([Ball(hair, radius * 0.98f)], outfit.Skin);
                break;
            case Outfit.Headgear.LongHair:
                pen.Skin([Ball(hair, radius), Ball(hair - new Vector3(0, radius * 0.3f, radius * 1.7f), radius * 0.75f)], outfit.Hair);
                break;
            case Outfit.Headgear.Hood:
                pen.Skin([Ball(hair, radius * 1.12f), Ball(pose.Chest, radius * 0.9f)], outfit.Top);
                break;
            default:
                pen.Skin([Ball(hair, radius)], outfit.Hair);
                break;
        }

        if (!fromBehind)
        {
            pen.Skin([face], outfit.Skin);
        }

        if (outfit.Head is Outfit.Headgear.Cap or Outfit.Headgear.Hat or Outfit.Headgear.Helmet)
        {
            DrawHat(pen, outfit, pose.Head, radius);
        }
    }

    private static void DrawHat(Pen pen, Outfit outfit, Vector3 head, float radius)
    {
        var crown = head + new Vector3(0, 0, radius * 0.45f);
        var brim = outfit.Head switch { Outfit.Headgear.Hat => 1.25f, Outfit.Headgear.Cap => 0.5f, _ => 0 } * radius;
        if (brim > 0)
        {
            var low = crown - new Vector3(0, 0, radius * 0.12f);
            var back = outfit.Head == Outfit.Headgear.Hat ? new Vector3(0, -radius * 0.8f, 0) : Vector3.Zero;
            pen.Skin(
                [
                    Ball(low + back, radius * 0.22f), Ball(low + new Vector3(0, radius * 1.3f, 0), radius * 0.2f),
                    Ball(low + new Vector3(-brim, 0, 0), radius * 0.15f), Ball(low + new Vector3(brim, 0, 0), radius * 0.15f),
                ], outfit.HeadColour * 0.85f, round: false);
        }

        pen.Skin([Ball(crown, radius * 0.88f), Ball(crown + new Vector3(0, 0, radius * 0.2f), radius * 0.8f)], outfit.HeadColour);
    }

    private static void DrawBackpack(Pen pen, Outfit outfit, in Pose pose)
    {
        if (outfit.Carries == Outfit.Bag.Backpack)
        {
            var tall = outfit.Height;
            var back = Vector3.Normalize(Vector3.Cross(Vector3.UnitX, pose.Chest - pose.Pelvis)) * (-0.085f * tall);
            var (low, high) = (Vector3.Lerp(pose.Pelvis, pose.Chest, 0.25f) + back, Vector3.Lerp(pose.Pelvis, pose.Chest, 0.9f) + back);
            var wide = new Vector3(0.05f * tall, 0, 0);
            pen.Skin([Ball(low - wide, 0.05f * tall), Ball(low + wide, 0.05f * tall), Ball(high - wide * 0.8f, 0.045f * tall), Ball(high + wide * 0.8f, 0.045f * tall)], outfit.BagColour);
        }
    }

    private static void DrawBag(Pen pen, Outfit outfit, in Pose pose)
    {
        var tall = outfit.Height;
        switch (outfit.Carries)
        {
            case Outfit.Bag.Shoulder:
                var hip = pose.Hips.Right + new Vector3(0.07f * tall, 0, 0);
                pen.Line([pose.Shoulders.Left, hip], 0.03f, outfit.BagColour * 0.7f);
                pen.Skin([Ball(hip + new Vector3(0, 0.05f * tall, 0), 0.05f * tall), Ball(hip + new Vector3(0, -0.06f * tall, 0.02f), 0.05f * tall)], outfit.BagColour);
                break;
            case Outfit.Bag.Shopping:
                var hand = pose.Hands.Right;
                pen.Skin([Ball(hand - new Vector3(0, 0, 0.05f), 0.02f), Ball(hand - new Vector3(0, 0.07f, 0.26f), 0.07f), Ball(hand - new Vector3(0, -0.07f, 0.26f), 0.07f)], outfit.BagColour);
                break;
            case Outfit.Bag.Suitcase:
                var behind = pose.Pelvis with { Y = pose.Pelvis.Y - 0.45f, X = pose.Hands.Right.X };
                pen.Line([pose.Hands.Right, behind with { Z = 0.55f }], 0.03f, new Rgb(0.2f, 0.2f, 0.2f));
                pen.Box(behind with { Z = 0.05f, X = behind.X - 0.12f, Y = behind.Y - 0.2f }, behind with { Z = 0.58f, X = behind.X + 0.12f, Y = behind.Y + 0.2f }, outfit.BagColour);
                break;
            default:
                break;
        }
    }
}
