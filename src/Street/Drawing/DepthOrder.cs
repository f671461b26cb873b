using Actors.Street.Traffic;
using OpenCvSharp;

namespace Actors.Street.Drawing;

/// <summary>In which order to draw things, so that what is in front comes last.</summary>
/// <remarks>
/// Two things that do not stand in each other have an upright plane between them, across or along the street, and only the
/// one on the camera's side can hide the other. Distances would be wrong for what is long: a bus hides people who stand
/// nearer than its middle.
/// </remarks>
internal sealed class DepthOrder
{
    private int[] _waits = [];
    private bool[] _done = [];

    /// <summary>Sorts things in place.</summary>
    /// <param name="things">What to draw, with the part of the canvas each may touch.</param>
    /// <param name="camera">Where the camera is.</param>
    public void Sort(List<(Placed Placed, Rect Extent)> things, Vector3 camera)
    {
        // The farthest first, among those that do not care.
        things.Sort((a, b) => Distance(b.Placed, camera).CompareTo(Distance(a.Placed, camera)));
        var count = things.Count;
        _waits = _waits.Length < count ? new int[count] : _waits;
        _done = _done.Length < count ? new bool[count] : _done;
        Array.Clear(_waits, 0, count);
        Array.Clear(_done, 0, count);
        var feet = things.ConvertAll(thing => thing.Placed.Footprint);
        var hides = new List<int>?[count];
        for (var i = 0; i < count; i++)
        {
            for (var j = i + 1; j < count; j++)
            {
                if (!things[i].Extent.IntersectsWith(things[j].Extent))
                {
                    continue;
                }

                var (near, far) = (MayHide(feet[i], feet[j], camera), MayHide(feet[j], feet[i], camera));
                if (near != far)
                {
                    var (front, back) = near ? (i, j) : (j, i);
                    (hides[back] ??= []).Add(front);
                    _waits[front]++;
                }
            }
        }

        var sorted = new List<(Placed, Rect)>(count);
        while (sorted.Count < count)
        {
            var next = Next(count);
            _done[next] = true;
            sorted.Add(things[next]);
            hides[next]?.ForEach(front => _waits[front]--);
        }

        things.Clear();
        things.AddRange(sorted);
    }

    // The farthest that waits for none; of things that stand in each other, and so all wait, the farthest.
    private int Next(int count)
    {
        var first = -1;
        for (var i = 0; i < count; i++)
        {
            if (!_done[i])
            {
                if (_waits[i] == 0)
                {
                    return i;
                }

                first = first < 0 ? i : first;
            }
        }

        return first;
    }

    private static bool MayHide((Vector2 Low, Vector2 High) front, (Vector2 Low, Vector2 High) back, Vector3 camera) =>
        !(IsBeyond(front.Low.X, front.High.X, back.Low.X, back.High.X, camera.X) || IsBeyond(front.Low.Y, front.High.Y, back.Low.Y, back.High.Y, camera.Y));

    // Whether a plane parts the two, and the one is not on the camera's side of it.
    private static bool IsBeyond(float low, float high, float otherLow, float otherHigh, float camera) =>
        (low >= otherHigh && camera <= low) || (high <= otherLow && camera >= high);

    private static float Distance(in Placed placed, Vector3 camera) => Vector2.DistanceSquared(new(placed.Position.X, placed.Position.Y), new(camera.X, camera.Y));
}
