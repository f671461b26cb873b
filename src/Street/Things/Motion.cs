namespace Actors.Street.Things;

/// <summary>How a thing moves at a moment.</summary>
/// <param name="Travelled">Metres it has gone, from anywhere.</param>
/// <param name="Speed">Metres a second.</param>
/// <param name="Braking">Whether it becomes slower, or waits.</param>
internal readonly record struct Motion(float Travelled, float Speed, bool Braking);
