namespace Actors.Street.Drawing;

/// <summary>The gleam around a lamp that shines into the camera.</summary>
/// <param name="At">On the canvas, in its pixels.</param>
/// <param name="Radius">How far it reaches, in pixels of the canvas.</param>
/// <param name="Colour">What it adds in its middle.</param>
/// <param name="Part">Whose lamp it is: it shines only where that is seen.</param>
internal readonly record struct Glow(Vector2 At, float Radius, Rgb Colour, byte Part);
