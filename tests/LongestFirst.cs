using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Actors.Tests.LongestFirst", "Actors.Tests")]

namespace Actors.Tests;

/// <summary>Begins with what takes long and cannot be split, lest it run alone at the end: collections that have a name, whose classes run one after another, and the one long test.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => collection.CollectionDefinition is null && !collection.DisplayName.EndsWith(nameof(LongFaultyRunTests), StringComparison.Ordinal));
}
