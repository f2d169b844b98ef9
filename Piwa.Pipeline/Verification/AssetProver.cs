using Piwa.Chain.Anchoring;
using Piwa.Chain.Keys;
using Piwa.Chain.Minting;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stages;

namespace Piwa.Pipeline.Verification;

/// <summary>Proves single assets by the ledger as it was when this was opened; another process may be writing to it.</summary>
/// <remarks>
/// Not thread-safe. Opening runs through the ledger's log, and memory grows with what is on it: open it when a proof is asked for, and again
/// when the data set has grown.
/// </remarks>
public sealed class AssetProver : IDisposable
{
    private readonly Dataset _dataset;
    private readonly List<string> _findings = [];
    private readonly ChainCheck _chain;
    private readonly AssetOwners _owners;
    private readonly int _ledgerFindings;

    private AssetProver(Dataset dataset)
    {
        _dataset = dataset;
        _owners = new AssetOwners(dataset);
        _chain = new ChainCheck(dataset, finding => _findings.Add(dataset.Named(finding)));
        _chain.Open();
        _ledgerFindings = _findings.Count;
    }

    /// <summary>Opens the ledger of a data set in a directory.</summary>
    /// <param name="dataset">The data set; stays its owner's.</param>
    /// <exception cref="ArgumentException">The data set lies in a bucket.</exception>
    public static AssetProver Open(Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return dataset.IsRemote
            ? throw new ArgumentException($"'{dataset.Address}' is no directory: its ledger has to be copied, which takes {nameof(OpenAsync)}.", nameof(dataset))
            : new AssetProver(dataset);
    }

    /// <summary>Opens the ledger of a data set, wherever it lies.</summary>
    /// <param name="dataset">The data set; stays its owner's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The ledger lies in a bucket, and cannot be read.</exception>
    public static async Task<AssetProver> OpenAsync(Dataset dataset, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        await dataset.BringLedgerAsync(cancellationToken).ConfigureAwait(false);
        return new AssetProver(dataset);
    }

    /// <summary>
    /// Proves an asset from its hashes on: they follow from each other, lead with those of the other rows to the root that the shard's record
    /// says, the wallet has signed that, and the ledger has it. What the hashes are of, <c>piwa verify</c> checks.
    /// </summary>
    /// <param name="assetIndex">Index of the asset.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The proofs and what is wrong; null if the data set has no such asset.</returns>
    /// <exception cref="ShardFormatException">The shard is damaged.</exception>
    /// <exception cref="IOException">The shard cannot be read.</exception>
    public async Task<AssetProofReport?> ProveAsync(ulong assetIndex, CancellationToken cancellationToken = default)
    {
        if (_dataset.FindShard(assetIndex) is not { } shard)
            return null;
        IReadOnlyList<ShardAsset> rows = await _dataset.ReadHashesAsync(shard, cancellationToken).ConfigureAwait(false);
        int row = rows.ToList().FindIndex(one => one.AssetIndex == assetIndex);
        if (row < 0)
            return null;

        _findings.RemoveRange(_ledgerFindings, _findings.Count - _ledgerFindings);
        if (AssetHasher.Combine(rows[row].Hashes) != rows[row].Hash)
            _findings.Add($"{shard.File}: asset {assetIndex}: its hash does not follow from its components' hashes.");
        if (AssetTree.Root(rows) != shard.Root)
            _findings.Add($"{shard.File}: the Merkle root of its rows is not the manifest's.");
        bool isSigned = ProofOfRender.IsSigned(shard);
        if (isSigned && ProofOfRender.FindFault(shard) is { } fault)
        {
            isSigned = false;
            _findings.Add($"{shard.File}: its proof of render: {fault}");
        }

        (AssetProof? minted, AnchorProof? anchored) = await _chain.ProveAsync(shard, rows, row, cancellationToken).ConfigureAwait(false);
        return new AssetProofReport(shard, rows[row], minted, anchored, isSigned, [.. _findings])
        {
            Owner = PublicKey.TryParse(shard.Wallet, out PublicKey signer) ? _owners.Of(assetIndex, signer).ToString() : shard.Wallet,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _chain.Dispose();
}
