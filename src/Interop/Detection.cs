namespace Actors.Interop;

/// <summary>A box in parts of the model's input: 0 is the left or top edge, 1 the right or bottom one.</summary>
public readonly record struct RelativeBox(float YMin, float XMin, float YMax, float XMax);

/// <summary>One object found.</summary>
/// <param name="ClassId">The model's class number, from 0.</param>
/// <param name="Score">How sure the model is, 0 to 1.</param>
/// <param name="Box">Where, relative to the model's input.</param>
public readonly record struct Detection(int ClassId, float Score, RelativeBox Box);

/// <summary>Which of a model's answers count.</summary>
/// <param name="Threshold">Only scores above it do.</param>
/// <param name="TopK">At most this many, the best first.</param>
public readonly record struct DetectionFilter(float Threshold, int TopK);
