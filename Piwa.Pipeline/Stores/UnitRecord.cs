using System.Text.Json.Serialization;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stores;

/// <summary>A finished work unit, as the store has it.</summary>
/// <param name="Shard">Its shard.</param>
/// <param name="DeadLetters">The assets of it that could not be made.</param>
/// <param name="Maker">The record that a stranger has signed who made it; null where the operator did.</param>
internal sealed record UnitRecord(
    ShardRecord Shard,
    IReadOnlyList<DeadLetterRecord> DeadLetters,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ShardRecord? Maker = null)
{
    /// <summary>Where finished units stand.</summary>
    public const string Prefix = "units/";

    /// <summary>Name of the shard's file: its content.</summary>
    public static string DataName(ShardRecord shard) => DataName(shard.FileHash);

    /// <summary>Name of a shard's file: its content.</summary>
    public static string DataName(ContentHash file) => $"data/{file}.parquet";

    /// <summary>Name of the unit that begins with an asset.</summary>
    public static string NameOf(ulong firstAsset) => $"{Prefix}{firstAsset:D10}.json";
}
