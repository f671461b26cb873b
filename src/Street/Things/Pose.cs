namespace Actors.Street.Things;

/// <summary>Where somebody's joints are, in metres; of two the left comes first.</summary>
internal struct Pose
{
    private const float Thigh = 0.245f;
    private const float Shin = 0.23f;
    private const float UpperArm = 0.165f;
    private const float LowerArm = 0.155f;

    // Where bones leave their joints; of somebody one metre tall.
    private const float HipWidth = 0.052f;
    private const float ShoulderWidth = 0.105f;

    public Vector3 Pelvis { get; set; }

    public Vector3 Chest { get; set; }

    public Vector3 Head { get; set; }

    public (Vector3 Left, Vector3 Right) Hips { get; set; }

    public (Vector3 Left, Vector3 Right) Knees { get; set; }

    public (Vector3 Left, Vector3 Right) Feet { get; set; }

    public (Vector3 Left, Vector3 Right) Shoulders { get; set; }

    public (Vector3 Left, Vector3 Right) Elbows { get; set; }

    public (Vector3 Left, Vector3 Right) Hands { get; set; }

    /// <summary>A step of somebody who walks, or runs.</summary>
    /// <param name="outfit">Who.</param>
    /// <param name="phase">How far in the step, in radians; a whole turn is a step of each foot.</param>
    /// <param name="swing">How far the legs go, in radians; 0 stands.</param>
    /// <param name="lean">How far forward the body leans, in radians.</param>
    /// <param name="arms">How far the arms are bent, and lifted ahead, in radians.</param>
    public static Pose Step(Outfit outfit, float phase, float swing, float lean, (float Bent, float LeftLifted, float RightLifted) arms)
    {
        var tall = outfit.Height;
        var pose = Upright(outfit, new Vector3(0, 0, 0.49f * tall), lean);
        var left = Leg(pose.Hips.Left, phase, swing, tall);
        var right = Leg(pose.Hips.Right, phase + MathF.PI, swing, tall);
        pose.Knees = (left.Knee, right.Knee);
        pose.Feet = (left.Foot, right.Foot);
        var leftArm = Arm(pose.Shoulders.Left, arms.LeftLifted - swing * 0.9f * MathF.Sin(phase), arms.Bent + arms.LeftLifted * 0.9f, tall);
        var rightArm = Arm(pose.Shoulders.Right, arms.RightLifted + swing * 0.9f * MathF.Sin(phase), arms.Bent + arms.RightLifted * 0.9f, tall);
        pose.Elbows = (leftArm.Elbow, rightArm.Elbow);
        pose.Hands = (leftArm.Hand, rightArm.Hand);

        // The lower foot is on the ground.
        pose.Raise(0.03f * tall - Math.Min(left.Foot.Z, right.Foot.Z));
        return pose;
    }

    /// <summary>Somebody on a saddle, or on a bench.</summary>
    /// <param name="outfit">Who.</param>
    /// <param name="seat">Where they sit.</param>
    /// <param name="lean">How far forward the body leans, in radians.</param>
    /// <param name="feet">Where the feet are.</param>
    /// <param name="hands">Where the hands are.</param>
    public static Pose Seated(Outfit outfit, Vector3 seat, float lean, (Vector3 Left, Vector3 Right) feet, (Vector3 Left, Vector3 Right) hands)
    {
        var tall = outfit.Height;
        var pose = Upright(outfit, seat + new Vector3(0, 0, 0.04f * tall), lean);
        pose.Feet = feet;
        pose.Hands = hands;
        pose.Knees = (Joint(pose.Hips.Left, feet.Left, Thigh * tall, Shin * tall, new(0, 1, 0.3f)), Joint(pose.Hips.Right, feet.Right, Thigh * tall, Shin * tall, new(0, 1, 0.3f)));
        pose.Elbows = (
            Joint(pose.Shoulders.Left, hands.Left, UpperArm * tall, LowerArm * tall, new(-0.5f, -0.3f, -1)),
            Joint(pose.Shoulders.Right, hands.Right, UpperArm * tall, LowerArm * tall, new(0.5f, -0.3f, -1)));
        return pose;
    }

    private static Pose Upright(Outfit outfit, Vector3 pelvis, float lean)
    {
        var tall = outfit.Height;
        var up = new Vector3(0, MathF.Sin(lean), MathF.Cos(lean));
        var chest = pelvis + up * (0.30f * tall);
        var (hip, shoulder) = (HipWidth * tall * outfit.Build, ShoulderWidth * tall * (0.7f + 0.3f * outfit.Build));
        return new Pose
        {
            Pelvis = pelvis,
            Chest = chest,
            Head = chest + new Vector3(0, MathF.Sin(lean * 0.6f), MathF.Cos(lean * 0.6f)) * (0.135f * tall),
            Hips = (pelvis - new Vector3(hip, 0, 0), pelvis + new Vector3(hip, 0, 0)),
            Shoulders = (chest - new Vector3(shoulder, 0, 0), chest + new Vector3(shoulder, 0, 0)),
        };
    }

    private static (Vector3 Knee, Vector3 Foot) Leg(Vector3 hip, float phase, float swing, float tall)
    {
        var forward = swing * MathF.Sin(phase);
        var bent = swing * 1.5f * Math.Max(0, MathF.Cos(phase)) + 0.05f;
        var knee = hip + Along(forward) * (Thigh * tall);
        return (knee, knee + Along(forward - bent) * (Shin * tall));
    }

    private static (Vector3 Elbow, Vector3 Hand) Arm(Vector3 shoulder, float lifted, float bent, float tall)
    {
        var elbow = shoulder + Along(lifted) * (UpperArm * tall);
        return (elbow, elbow + Along(lifted + bent) * (LowerArm * tall));
    }

    private static Vector3 Along(float forward) => new(0, MathF.Sin(forward), -MathF.Cos(forward));

    // The joint between two bones whose other ends are given; it bends to this side.
    private static Vector3 Joint(Vector3 from, Vector3 to, float first, float second, Vector3 side)
    {
        var way = to - from;
        var length = Math.Clamp(way.Length(), 0.05f, (first + second) * 0.999f);
        var along = (first * first - second * second + length * length) / (2 * length);
        var aside = MathF.Sqrt(Math.Max(0, first * first - along * along));
        var direction = Vector3.Normalize(way);
        return from + direction * along + Vector3.Normalize(side - direction * Vector3.Dot(side, direction)) * aside;
    }

    private void Raise(float by)
    {
        var up = new Vector3(0, 0, by);
        Pelvis += up;
        Chest += up;
        Head += up;
        Hips = (Hips.Left + up, Hips.Right + up);
        Knees = (Knees.Left + up, Knees.Right + up);
        Feet = (Feet.Left + up, Feet.Right + up);
        Shoulders = (Shoulders.Left + up, Shoulders.Right + up);
        Elbows = (Elbows.Left + up, Elbows.Right + up);
        Hands = (Hands.Left + up, Hands.Right + up);
    }
}
