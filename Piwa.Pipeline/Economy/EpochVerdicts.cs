using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Economy;

/// <summary>What validators have signed of shards: of each shard and node the first verdict that it is sound, and the first that the node was
/// caught.</summary>
/// <param name="validators">Whose word counts.</param>
internal sealed class EpochVerdicts(IReadOnlySet<PublicKey> validators)
{
    private readonly Dictionary<(ShardIdentity, PublicKey), (ShardVerdict Verdict, SignedShardVerdict Signed)> _sound = [];
    private readonly Dictionary<(ShardIdentity, PublicKey), (ShardVerdict Verdict, SignedShardVerdict Signed)> _caught = [];

    /// <summary>All that were caught, in no order, as a statement has them. Signatures were checked.</summary>
    public IEnumerable<CaughtNode> Caught => _caught.Values.Select(each => new CaughtNode
    {
        Campaign = Of(each.Verdict.Campaign),
        FirstAsset = each.Verdict.FirstAsset,
        Rows = each.Verdict.Rows,
        Root = Of(each.Verdict.Root),
        Node = each.Verdict.Node,
        Validator = each.Verdict.Validator,
        At = each.Verdict.At.ToUnixTimeMilliseconds(),
        Sampled = each.Verdict.Sampled,
        Equal = each.Verdict.Equal,
        Signature = each.Signed.Signature,
    });

    /// <summary>Takes the verdicts of a file that were given before an epoch's end: an oracle's record, or lines as a fleet writes them.</summary>
    /// <exception cref="ManifestException">A verdict that a validator is said to have signed was changed, or the file is none.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public void Read(string path, long until)
    {
        if (VerdictFile.IsVerdictFile(path))
        {
            foreach (SignedShardVerdict verdict in VerdictFile.Read(path))
                Take(verdict, until, path);
        }
        else
        {
            Oracle.ReadVerdicts(path, verdict => Take(verdict, until, path));
        }
    }

    /// <summary>The first verdict that a shard of a node is sound; null if there is none that counts.</summary>
    public (ShardVerdict Verdict, SignedShardVerdict Signed)? FindSound(ShardIdentity shard, PublicKey node) =>
        _sound.TryGetValue((shard, node), out (ShardVerdict, SignedShardVerdict) found) ? found : null;

    private void Take(SignedShardVerdict signed, long until, string path)
    {
        if (ShardVerdict.TryParse(signed.Text) is not { } verdict)
            throw new ManifestException($"{path}: a verdict is not in the form that Piwa writes.");
        if (verdict.Finding == ShardFinding.Refused || verdict.At.ToUnixTimeMilliseconds() >= until || !validators.Contains(verdict.Validator))
            return;
        var shard = new ShardIdentity(Of(verdict.Campaign), verdict.FirstAsset, Of(verdict.Root));
        var of = verdict.Finding == ShardFinding.Sound ? _sound : _caught;
        if (of.TryGetValue((shard, verdict.Node), out var before) && before.Verdict.At <= verdict.At)
            return;
        try
        {
            // Sound ones are many, and looked at when they are used.
            if (verdict.Finding == ShardFinding.Caught)
                signed.Open();
        }
        catch (FormatException fault)
        {
            throw new ManifestException($"{path}: {fault.Message}", fault);
        }

        of[(shard, verdict.Node)] = (verdict, signed);
    }

    private static ContentHash Of(Hash256 hash)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        hash.CopyTo(bytes);
        return new ContentHash(bytes);
    }
}
