using System.Security.Cryptography;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Minting;

namespace Piwa.Chain.Provenance;

/// <summary>What an oracle has approved lately: mints and anchors, by wallet.</summary>
/// <remarks>Not safe for several threads. Holds so many assets at most; those of the longest approved shards go first.</remarks>
internal sealed class ApprovalBook(int maximumAssets)
{
    /// <summary>More than keys and metadata of a mint take.</summary>
    private const int StackBytes = 1024;

    // With the number of shards that hold each: campaigns that differ in their policy alone have the same assets.
    private readonly Dictionary<Hash256, int> _approvals = [];

    private readonly LinkedList<ApprovedShard> _shards = [];
    private readonly Dictionary<Hash256, LinkedListNode<ApprovedShard>> _byDigest = [];
    private int _assets;

    /// <summary>Whether the very same submission was approved, and is remembered.</summary>
    public OracleVerdict? Find(Hash256 submission) =>
        _byDigest.TryGetValue(submission, out LinkedListNode<ApprovedShard>? node) ? node.Value.Verdict : null;

    /// <summary>Remembers a shard.</summary>
    public void Add(Hash256 submission, PublicKey wallet, Examination examination, OracleVerdict verdict)
    {
        if (_byDigest.ContainsKey(submission))
            return;
        List<Hash256> keys = new(examination.Mints.Count + 1);
        for (int i = 0; i < examination.Mints.Count; i++)
        {
            MintRequest mint = examination.Mints[i];
            keys.Add(KeyOfMint(wallet, mint.Owner, mint.LeafDelegate, mint.EncodedMetadata.Span));
        }

        if (examination.AnchorRoot is { } root)
            keys.Add(KeyOfAnchor(wallet, root));

        while (_assets + examination.Mints.Count > maximumAssets && _shards.First is { } oldest)
            Forget(oldest);
        foreach (Hash256 key in keys)
            _approvals[key] = _approvals.GetValueOrDefault(key) + 1;

        _byDigest.Add(submission, _shards.AddLast(new ApprovedShard(submission, keys, examination.Mints.Count, verdict)));
        _assets += examination.Mints.Count;
    }

    public bool IsMintApproved(PublicKey wallet, PublicKey owner, PublicKey leafDelegate, ReadOnlySpan<byte> metadata) =>
        _approvals.ContainsKey(KeyOfMint(wallet, owner, leafDelegate, metadata));

    public bool IsAnchorApproved(PublicKey wallet, Hash256 root) => _approvals.ContainsKey(KeyOfAnchor(wallet, root));

    private void Forget(LinkedListNode<ApprovedShard> node)
    {
        foreach (Hash256 key in node.Value.Keys)
        {
            if (--_approvals[key] == 0)
                _approvals.Remove(key);
        }

        _assets -= node.Value.Assets;
        _byDigest.Remove(node.Value.Submission);
        _shards.Remove(node);
    }

    private static Hash256 KeyOfMint(PublicKey wallet, PublicKey owner, PublicKey leafDelegate, ReadOnlySpan<byte> metadata)
    {
        Span<byte> keys = stackalloc byte[3 * PublicKey.Size];
        wallet.CopyTo(keys);
        owner.CopyTo(keys[PublicKey.Size..]);
        leafDelegate.CopyTo(keys[(2 * PublicKey.Size)..]);
        return Digest((byte)OracleLaneUse.Mint, keys, metadata);
    }

    private static Hash256 KeyOfAnchor(PublicKey wallet, Hash256 root)
    {
        Span<byte> key = stackalloc byte[PublicKey.Size];
        wallet.CopyTo(key);
        return Digest((byte)OracleLaneUse.Anchor, key, Hash256.AsSpan(in root));
    }

    private static Hash256 Digest(byte tag, ReadOnlySpan<byte> keys, ReadOnlySpan<byte> content)
    {
        int length = sizeof(byte) + keys.Length + content.Length;
        Span<byte> preimage = length <= StackBytes ? stackalloc byte[length] : new byte[length];
        preimage[0] = tag;
        keys.CopyTo(preimage[sizeof(byte)..]);
        content.CopyTo(preimage[(sizeof(byte) + keys.Length)..]);
        Span<byte> digest = stackalloc byte[Hash256.Size];
        SHA256.HashData(preimage, digest);
        return new Hash256(digest);
    }

    private sealed record ApprovedShard(Hash256 Submission, IReadOnlyList<Hash256> Keys, int Assets, OracleVerdict Verdict);
}
