using OpenCvSharp;

namespace Actors.Street;

/// <summary>One object in a picture, as it is.</summary>
/// <param name="Id">The same from frame to frame.</param>
/// <param name="Class">What it is.</param>
/// <param name="Box">Around its visible pixels, and within the picture.</param>
/// <param name="Area">Its visible pixels.</param>
/// <param name="Visible">The share of it that is seen, 0 to 1: the rest is behind something or beyond the picture's edge.</param>
/// <param name="Doubtful">Whether so little of it is seen that nobody can be asked to find it, nor be blamed for it.</param>
public readonly record struct StreetObject(long Id, StreetClass Class, Rect Box, int Area, double Visible, bool Doubtful);
