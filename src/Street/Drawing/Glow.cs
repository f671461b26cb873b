namespace Actors.Street.Drawing;

/// <summary>The gleam around a lamp that shines into the camera.</summary>
/// <param name="At">On the canvas, in its pixels.</param>
/// <param name="Radius">How far it reaches, in pixels of the canvas.</param>
/// <param name="Colour">What it adds in its middle.</param>
/// <param name="Lamp">The canvas's pixel there once the lamp was drawn: while it is still that, nothing hides the lamp.</param>
internal readonly record struct Glow(Vector2 At, float Radius, Rgb Colour, uint Lamp);
