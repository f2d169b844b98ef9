using Piwa.Tests.Infrastructure;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongFirst))]

namespace Piwa.Tests.Infrastructure;

/// <summary>Stories that wait for clocks and processes begin first: none is left to wait alone when all else is done.</summary>
public sealed class LongFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        nameof(Stores.SlurmTests), nameof(Fleet.FleetStoryTests), nameof(Stores.S3.S3StoryTests), nameof(Host.Market.MarketStoryTests), "packing",
        nameof(Crashes.CrashTests), nameof(Pipeline.OutageTests),
    ];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Long.Any(name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal)) ? 0 : 1)];
}
