using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Economy;

/// <summary>Whether what a source has of a shard proves that a statement may count it. Signatures are checked, and no shard is read.</summary>
internal static class ShardProof
{
    /// <summary>What a statement says of a shard that was validated before an epoch's end; null if it was not. No signature is checked.</summary>
    public static EpochShard? Find(ShardStanding standing, EpochVerdicts verdicts, IReadOnlySet<PublicKey> validators, long until)
    {
        ShardRecord claim = standing.Claim;
        if (!PublicKey.TryParse(claim.Wallet, out PublicKey node))
            return null;
        var shard = new EpochShard
        {
            Campaign = standing.Shard.Campaign,
            FirstAsset = standing.Shard.FirstAsset,
            Assets = standing.Shard.Assets,
            Rows = standing.Shard.Rows,
            Root = standing.Shard.Root,
            FileHash = standing.Shard.FileHash,
            Node = node,
            By = ShardEvidence.Fleet,
            Validator = default,
            At = 0,
            Uploads = standing.Uploads,
        };
        if (standing.Maker is not null && PublicKey.TryParse(standing.Shard.Wallet, out PublicKey operatorKey) && validators.Contains(operatorKey)
            && standing.Shard.Time is { } time && time < until)
        {
            return shard with { Validator = operatorKey, At = time };
        }

        return verdicts.FindSound(standing.Identity, node) is var (verdict, signed) && verdict.Rows == shard.Rows
            ? shard with
            {
                By = ShardEvidence.Oracle,
                Validator = verdict.Validator,
                At = verdict.At.ToUnixTimeMilliseconds(),
                Sampled = verdict.Sampled,
                Signature = signed.Signature,
            }
            : null;
    }

    /// <summary>What is wrong with what a source has, held against what a statement says of it; null if all is signed and the same.</summary>
    public static string? FindFault(EpochShard said, ShardStanding standing)
    {
        ShardRecord claim = standing.Claim, shard = standing.Shard;
        if (said.Assets != shard.Assets || said.Rows != shard.Rows || said.FileHash != shard.FileHash)
            return $"it has {shard.Rows} of {shard.Assets} assets in the file {shard.FileHash}, not {said.Rows} of {said.Assets} in {said.FileHash}";
        if (claim.Wallet != said.Node.ToString())
            return $"it was made by {claim.Wallet}, not by {said.Node}";
        if (!(standing.Uploads ?? []).SequenceEqual(said.Uploads ?? []) || standing.Uploads is null != said.Uploads is null)
            return "its uploads are of other wallets than is said";
        if (ProofOfRender.FindFault(claim) is { } fault)
            return $"the record of {claim.Wallet}: {fault}";
        return said.By == ShardEvidence.Fleet ? FindFleetFault(said, standing) : FindOracleFault(said);
    }

    /// <summary>What is wrong with a verdict by which a node was caught; null if its validator has signed just this.</summary>
    public static string? FindFault(CaughtNode caught) => FindFault(
        caught.ToVerdict(), caught.Signature);

    private static string? FindFleetFault(EpochShard said, ShardStanding standing)
    {
        if (standing.Maker is null)
            return "no node has signed that it made it, beside the fleet's operator";
        if (DatasetTree.LeafOf(standing.Maker) != DatasetTree.LeafOf(standing.Shard))
            return "the node has signed for another shard than the fleet's operator";
        if (standing.Shard.Wallet != said.Validator.ToString() || standing.Shard.Time != said.At)
            return $"{standing.Shard.Wallet} has signed for it at {standing.Shard.Time}, not {said.Validator} at {said.At}";
        return ProofOfRender.FindFault(standing.Shard) is { } fault ? $"the record of the fleet's operator: {fault}" : null;
    }

    private static string? FindOracleFault(EpochShard said) => said.Signature is null
        ? "its verdict is not signed"
        : FindFault(
            new ShardVerdict
            {
                Validator = said.Validator,
                Node = said.Node,
                Campaign = new Hash256(said.Campaign.Bytes),
                FirstAsset = said.FirstAsset,
                Rows = said.Rows,
                Root = new Hash256(said.Root.Bytes),
                Sampled = said.Sampled,
                Equal = said.Sampled,
                Finding = ShardFinding.Sound,
                At = DateTimeOffset.FromUnixTimeMilliseconds(said.At),
            },
            said.Signature);

    private static string? FindFault(ShardVerdict verdict, string signature)
    {
        try
        {
            new SignedShardVerdict(verdict.Text, signature).Open();
            return null;
        }
        catch (FormatException fault)
        {
            return fault.Message.TrimEnd('.');
        }
    }
}
