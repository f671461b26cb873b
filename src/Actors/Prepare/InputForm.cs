using Actors.Interop;

namespace Actors.Prepare;

/// <summary>The form in which a model takes its pictures. Models of equal form can run each other's inputs.</summary>
/// <param name="Input">The model's image input.</param>
/// <param name="Prepare">How pictures become inputs.</param>
public sealed record InputForm(InputSpec Input, PrepareSettings Prepare);
