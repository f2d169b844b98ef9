using Microsoft.Extensions.Time.Testing;
using Piwa.Chain.Ledger;
using Piwa.Pipeline;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Fuzzing;

/// <summary>Inputs that Piwa itself makes, for each target: what the corpus begins with.</summary>
internal static partial class FuzzSeeds
{
    /// <summary>Shards of it are as small as shards can be.</summary>
    public static readonly Campaign Campaign = SmallRun.Campaign with { Rig = "zero123pp6", TargetTriangles = 100, ShardAssets = 2 };

    public static EmbeddedLedgerOptions LedgerOptions { get; } =
        new() { TimeProvider = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)) };

    /// <summary>The inputs by target.</summary>
    public static async Task<ILookup<string, byte[]>> MakeAsync()
    {
        List<(string Target, byte[] Input)> seeds = [.. OfRecipes(), .. OfBlobs(), .. OfFiles(), .. OfChain(), .. OfLogs(), .. OfServices(), .. OfNodes()];
        seeds.AddRange(await OfShardsAsync());
        return seeds.ToLookup(seed => seed.Target, seed => seed.Input);
    }

    private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    /// <summary>A letter that says which of several parsers an input is for.</summary>
    private static byte Selector(int number, int count) => (byte)Enumerable.Range('A', 26).First(letter => letter % count == number);
}
