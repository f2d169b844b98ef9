using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>What a manifest says, by itself.</summary>
/// <param name="Shards">Shards.</param>
/// <param name="Assets">Assets of their work units.</param>
/// <param name="Rows">Assets in them.</param>
/// <param name="Dead">Assets that could not be made.</param>
/// <param name="Bytes">Bytes of their files.</param>
/// <param name="ShardsSigned">Shards whose records are signed, and by the wallet that they name.</param>
/// <param name="Root">Root of the data set, see <see cref="DatasetTree"/>.</param>
/// <param name="Findings">Everything that is wrong, each with where.</param>
public sealed record ManifestReport(
    long Shards, long Assets, long Rows, long Dead, long Bytes, long ShardsSigned, ContentHash Root, IReadOnlyList<string> Findings)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool IsSound => Findings.Count == 0;
}
