using Actors.Street.Drawing;

namespace Actors.Street.Scenes;

/// <summary>Where the camera hangs, and how far it sees.</summary>
internal sealed class Viewpoint
{
    /// <summary>What is less high than this part of the picture is too far to be shown.</summary>
    public const float LeastHeight = 0.036f;

    public Viewpoint(Dice dice, Layout layout, int width, int height)
    {
        var field = dice.Between(46, 82) * MathF.PI / 180;
        var focal = width / 2f / MathF.Tan(field / 2);
        var side = dice.Chance(0.5) ? 1 : -1;
        float x;
        float z;
        float yaw;
        float horizon;
        switch (dice.Weighted([3, 3, 2, 1.3f]))
        {
            case 0:
                // On the pavement, looking along the street.
                x = side * dice.Between(layout.Kerb + 0.3f, layout.Walk);
                (z, yaw, horizon) = (dice.Between(2.1f, 4), -side * dice.Between(0.05f, 0.8f), dice.Between(0.18f, 0.42f));
                break;
            case 1:
                // On a pole or a house.
                x = side * dice.Between(0.5f, 1) * layout.Walk;
                (z, yaw, horizon) = (dice.Between(4.5f, 9), -side * dice.Between(0, 0.75f), dice.Between(-0.08f, 0.25f));
                break;
            case 2:
                // From across the street.
                x = side * (layout.Walk + dice.Between(1, 9));
                (z, yaw, horizon) = (dice.Between(1.8f, 6), -side * dice.Between(1.0f, 1.75f), dice.Between(0.1f, 0.38f));
                IsAcross = true;
                break;
            default:
                // From a bridge.
                x = dice.Between(-0.6f, 0.6f) * layout.Road;
                (z, yaw, horizon) = (dice.Between(5.2f, 9), dice.Between(-0.25f, 0.25f), dice.Between(-0.05f, 0.2f));
                break;
        }

        var pitch = MathF.Atan((0.5f - horizon) * height / focal);
        Side = MathF.Sign(x);
        Camera = new Camera(new Vector3(x, 0, z), yaw, pitch, dice.Between(-0.02f, 0.02f), focal, width, height);
        Far = focal / (LeastHeight * height);
    }

    public Camera Camera { get; }

    /// <summary>On which side of the middle of the street the camera is.</summary>
    public int Side { get; }

    /// <summary>Whether it looks across the street, from beyond it.</summary>
    public bool IsAcross { get; }

    /// <summary>How far away things are still shown, for each metre of their height.</summary>
    public float Far { get; }
}
