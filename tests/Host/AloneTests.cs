namespace Actors.Tests.Host;

/// <summary>Tests of what is promised in seconds: they run after all others, one at a time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneTests
{
    public const string Name = "alone";
}
