using Piwa.Chain.Bubblegum;
using Piwa.Chain.Minting;
using Piwa.Chain.Storage;

namespace Piwa.Chain.Anchoring;

/// <summary>Mints anchored assets, each once at most.</summary>
/// <remarks>
/// <para>
/// The register, a file, has all promotions in the order in which a minting lane of their own mints them, so that the lane's list is the
/// register. A promotion stands there, with its proof, before it is minted; after a crash the next call mints what was begun. Since an
/// asset stands in the register once and the lane mints each of its list once, no asset is minted twice.
/// </para>
/// <para>
/// Anyone can check that with the register and the chain: the lane's trees hold the register's assets and no others, each is proven to be
/// anchored, and no two are the same.
/// </para>
/// <para>Safe to use from several threads: calls wait for each other. Whoever opens it disposes it; the lanes stay theirs.</para>
/// </remarks>
public sealed class AssetPromoter : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly AnchoringLane _anchors;
    private readonly MintingLane _mints;
    private readonly PromotionRegister _register;

    internal AssetPromoter(AnchoringLane anchors, MintingLane mints, ILogStorage storage)
    {
        _anchors = anchors;
        _mints = mints;
        _register = new PromotionRegister(storage);
        if (mints.MintedCount > _register.Promotions.Count)
        {
            _register.Dispose();
            throw new PromotionRegisterException(
                $"{mints.MintedCount} assets have been promoted, and '{storage.Name}' knows {_register.Promotions.Count}. "
                + "Restore it from a backup.");
        }
    }

    /// <summary>Promotions that were begun; all are minted but after a crash.</summary>
    public int Count => _register.Promotions.Count;

    /// <summary>Opens the register, or creates it.</summary>
    /// <param name="anchors">The lane that has anchored the assets; not disposed.</param>
    /// <param name="mints">A lane that mints promotions and nothing else; not disposed.</param>
    /// <param name="registerPath">The register's file. One process at a time may use it.</param>
    /// <exception cref="ArgumentException">The minting lane is not of version 1, whose metadata anchored leaves have.</exception>
    /// <exception cref="PromotionRegisterException">The register is damaged, in use, or missing although assets have been
    /// promoted.</exception>
    public static AssetPromoter Open(AnchoringLane anchors, MintingLane mints, string registerPath) => Open(
        anchors, mints, registerPath, () => FileLogStorage.Open(registerPath, PromotionRegister.Head(), FileShare.Read));

    /// <summary>Opens the register to read it; nothing can be promoted with it.</summary>
    /// <param name="anchors">The lane that has anchored the assets; not disposed.</param>
    /// <param name="mints">The lane that has minted the promotions; not disposed.</param>
    /// <param name="registerPath">The register's file.</param>
    /// <exception cref="ArgumentException">The minting lane is not of version 1, whose metadata anchored leaves have.</exception>
    /// <exception cref="PromotionRegisterException">The register is damaged or missing.</exception>
    public static AssetPromoter OpenReadOnly(AnchoringLane anchors, MintingLane mints, string registerPath) =>
        Open(anchors, mints, registerPath, () => FileLogStorage.OpenReadOnly(registerPath));

    /// <summary>Mints what an earlier call has begun, then anchored assets.</summary>
    /// <param name="requests">The assets, at most 1,024, each with the proof that it is anchored.</param>
    /// <param name="cancellationToken">Gives up waiting; what was begun is minted by the next call.</param>
    /// <returns>The promotions, in the order of the requests. Those that an earlier call has begun and not finished are among
    /// them.</returns>
    /// <exception cref="ArgumentException">An asset is there twice, or is not what was anchored, or has other metadata; nothing was
    /// begun.</exception>
    /// <exception cref="InvalidMetadataException">Metadata would be refused; nothing was begun.</exception>
    /// <exception cref="AlreadyPromotedException">An asset has been promoted before; nothing new was begun.</exception>
    /// <exception cref="PromotionRegisterException">The register cannot be written.</exception>
    /// <exception cref="ForeignLeafException">A tree holds what the lanes did not put there.</exception>
    /// <exception cref="MintFailedException">A transaction failed; the next call goes on.</exception>
    public async ValueTask<IReadOnlyList<Promotion>> PromoteAsync(
        IReadOnlyList<PromotionRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        if (requests.Count > PromotionRegister.MaximumBatch)
            throw new ArgumentException($"At most {PromotionRegister.MaximumBatch} assets are promoted at once, not {requests.Count}.");
        if (requests.GroupBy(request => request.Key).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Asset {twice.First().Proof.Asset.Index} is to be promoted twice.");
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // First, whatever becomes of the requests: who asks again after a crash may be told no more than that all is done.
            long before = _mints.MintedCount;
            await MintBegunAsync(cancellationToken).ConfigureAwait(false);
            foreach (PromotionRequest request in requests)
                await CheckAsync(request, before, cancellationToken).ConfigureAwait(false);
            PromotionRequest[] begun = [.. requests.Where(request => _register.NumberOf(request.Key) is null)];
            if (begun.Length != 0)
                _register.Enter(begun);
            await MintBegunAsync(cancellationToken).ConfigureAwait(false);
            Promotion[] promotions = new Promotion[requests.Count];
            for (int i = 0; i < promotions.Length; i++)
                promotions[i] = await PromotionAtAsync(_register.NumberOf(requests[i].Key)!.Value, cancellationToken).ConfigureAwait(false);
            return promotions;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>A promotion that was minted.</summary>
    /// <param name="number">Its number, from 0.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is none, or it has not been minted yet.</exception>
    public ValueTask<Promotion> GetPromotionAsync(int number, CancellationToken cancellationToken = default) =>
        PromotionAtAsync(number, cancellationToken);

    /// <summary>Checks every promotion against both chains of proofs: it is anchored in the shard that it names, against the anchor tree's
    /// current root, and its leaf stands in the tree that it was minted into.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>What is wrong, a sentence each; empty if all is well.</returns>
    /// <exception cref="ForeignLeafException">A tree on the ledger does not have the root of its leaves.</exception>
    public async ValueTask<IReadOnlyList<string>> VerifyAsync(CancellationToken cancellationToken = default)
    {
        List<string> findings = [];
        for (int number = 0; number < Count; number++)
        {
            PromotionRequest request = _register.Promotions[number];
            if (await FindFaultAsync(request, cancellationToken).ConfigureAwait(false) is { } fault)
            {
                findings.Add(fault);
                continue;
            }

            if (number >= _mints.MintedCount)
            {
                findings.Add($"the promotion of asset {request.Proof.Asset.Index} was begun and not finished; the next promotion finishes it");
                continue;
            }

            AssetProof minted = await _mints.GetProofAsync(number, cancellationToken).ConfigureAwait(false);
            Promotion promotion = new(request.Proof, request.Metadata, minted.Asset);
            if (!promotion.Verify(request.Proof.Root) || !minted.Verify())
                findings.Add($"asset {minted.Asset.AssetId} is not the anchored asset {request.Proof.Asset.Index}");
        }

        return findings;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _register.Dispose();
        _gate.Dispose();
    }

    private static AssetPromoter Open(AnchoringLane anchors, MintingLane mints, string registerPath, Func<FileLogStorage> open)
    {
        ArgumentNullException.ThrowIfNull(anchors);
        ArgumentNullException.ThrowIfNull(mints);
        ArgumentException.ThrowIfNullOrEmpty(registerPath);
        if (mints.Version != LeafVersion.V1)
            throw new ArgumentException("Anchored leaves have the metadata of version 1: promote with a lane of that version.", nameof(mints));
        try
        {
            return new AssetPromoter(anchors, mints, open());
        }
        catch (IOException error) when (error is not PromotionRegisterException)
        {
            throw new PromotionRegisterException($"'{registerPath}' cannot be opened: {error.Message}", error);
        }
    }

    private async ValueTask CheckAsync(PromotionRequest request, long mintedBefore, CancellationToken cancellationToken)
    {
        request.Metadata.ThrowIfInvalid();
        if (await FindFaultAsync(request, cancellationToken).ConfigureAwait(false) is { } fault)
            throw new ArgumentException($"It cannot be promoted: {fault}.");
        if (_register.NumberOf(request.Key) is { } number && number < mintedBefore)
        {
            MintedAsset minted = await _mints.GetAssetAsync(number, cancellationToken).ConfigureAwait(false);
            throw new AlreadyPromotedException(
                $"Asset {request.Proof.Asset.Index} has been promoted before: it is {minted.AssetId}.");
        }
    }

    /// <summary>Why an asset is not anchored as it says; null if it is.</summary>
    private async ValueTask<string?> FindFaultAsync(PromotionRequest request, CancellationToken cancellationToken)
    {
        AnchorProof proof = request.Proof;
        if (request.Metadata.DataHash() != proof.Asset.DataHash || request.Metadata.CreatorHash() != proof.Asset.CreatorHash)
            return $"the metadata of asset {proof.Asset.Index} are not those that were anchored";
        if (proof.Anchor.Index < 0 || proof.Anchor.Index >= _anchors.AnchoredCount)
            return $"the shard of asset {proof.Asset.Index}, number {proof.Anchor.Index}, is not anchored";
        AnchorProof now =
            await _anchors.GetProofAsync(proof.Anchor.Index, proof.Asset, proof.InShard, cancellationToken).ConfigureAwait(false);
        return now.Anchor == proof.Anchor && now.Verify(now.Root) && proof.Verify(proof.Root)
            ? null
            : $"asset {proof.Asset.Index} is not what was anchored with root {proof.Anchor.Index}";
    }

    private async ValueTask MintBegunAsync(CancellationToken cancellationToken)
    {
        int first = (int)_mints.MintedCount;
        MintRequest[] begun =
        [
            .. _register.Promotions.Skip(first).Select(request =>
                new MintRequest(request.Metadata, request.Proof.Asset.Owner, request.Proof.Asset.Delegate)),
        ];
        _ = await _mints.MintAsync(first, begun, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Promotion> PromotionAtAsync(int number, CancellationToken cancellationToken)
    {
        MintedAsset asset = await _mints.GetAssetAsync(number, cancellationToken).ConfigureAwait(false);
        PromotionRequest request = _register.Promotions[number];
        return new Promotion(request.Proof, request.Metadata, asset);
    }
}
