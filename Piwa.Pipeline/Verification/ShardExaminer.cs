using System.Text.Json;
using Piwa.Chain.Hashing;
using Piwa.Chain.Provenance;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stages;

namespace Piwa.Pipeline.Verification;

/// <summary>Knows Piwa's shards: what an oracle asks.</summary>
/// <remarks>
/// Thread-safe; calls that make assets wait for each other. Keeps the buffers of the campaigns that it was asked about last, so that memory
/// is bounded by what these take.
/// </remarks>
public sealed class ShardExaminer : IShardExaminer
{
    /// <summary>Campaigns whose buffers are kept.</summary>
    private const int MaximumCampaigns = 2;

    /// <summary>The longest record of a shard: one whose assets are all dead.</summary>
    private const int MaximumManifestBytes = 1 << 22;

    /// <summary>The most that an asset's views may take: what strangers ask for, this machine must hold.</summary>
    private const long MaximumViewBytes = 1 << 30;

    private const string Place = "the shard's record";

    private readonly Func<Device> _device;
    private readonly Func<Campaign, IRecipeSource> _recipes;
    private readonly AssetOwners? _owners;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<(ContentHash Campaign, AssetRemaker Remaker)> _remakers = [];
    private volatile ExaminedCampaign? _lastCampaign;

    /// <summary>Creates an examiner.</summary>
    /// <param name="device">Makes assets again; not disposed.</param>
    public ShardExaminer(Device device)
        : this(() => device) => ArgumentNullException.ThrowIfNull(device);

    /// <param name="device">Gives the device, once an asset is to be made.</param>
    /// <param name="recipes">Gives the recipes of a campaign; null for those that presets sample.</param>
    /// <param name="owners">Who owns the assets; null for whoever submits.</param>
    internal ShardExaminer(Func<Device> device, Func<Campaign, IRecipeSource>? recipes = null, AssetOwners? owners = null)
    {
        _owners = owners;
        _device = device;
        _recipes = recipes ?? (campaign => campaign.CreateSource());
        KnowsUploads = recipes is not null;
    }

    /// <summary>Whether a shard's record must be signed by the wallet; a signature that is there must hold either way.</summary>
    public bool RequiresProof { get; init; }

    /// <summary>Whether it has what uploads are made from.</summary>
    private bool KnowsUploads { get; }

    /// <inheritdoc/>
    public Examination Examine(ShardSubmission submission)
    {
        ArgumentNullException.ThrowIfNull(submission);
        try
        {
            (Campaign campaign, ContentHash campaignHash) = Read(submission);
            ShardRecord record = ReadRecord(submission, campaign, campaignHash);
            IReadOnlyList<ShardAsset> assets = RowsOf(submission);
            CheckRows(record, campaign, assets);
            return new Examination(
                $"{campaignHash}/{record.File}",
                [],
                new ExaminedMints(assets, _owners, submission.Wallet),
                campaign.Chain == ChainPolicy.Mint || assets.Count == 0 ? null : AnchoredRows.Of(assets, _owners, submission.Wallet).Root)
            {
                Claim = new ShardClaim(new Hash256(campaignHash.Bytes), record.FirstAsset, record.Rows, new Hash256(record.Root.Bytes)),
            };
        }
        catch (ManifestException fault)
        {
            return new Examination("", [new OracleFinding(OracleFindingKind.Format, fault.Message)], [], null);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ManifestException">The submission is none that was examined and found sound.</exception>
    /// <exception cref="DeviceException">The device has failed.</exception>
    public async ValueTask<IReadOnlyList<string>> CompareAsync(
        ShardSubmission submission, int row, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(submission);
        (Campaign campaign, ContentHash hash) = Read(submission);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return RemakerOf(campaign, hash).Compare(RowsOf(submission)[row]);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((ContentHash _, AssetRemaker remaker) in _remakers)
            remaker.Dispose();
        _remakers.Clear();
        _turn.Dispose();
    }

    private (Campaign Campaign, ContentHash Hash) Read(ShardSubmission submission)
    {
        // Shard after shard is of one campaign.
        ReadOnlySpan<byte> content = submission.Campaign.Span;
        if (_lastCampaign is { } last && content.SequenceEqual(last.Content))
            return (last.Campaign, last.Hash);
        (Campaign campaign, ContentHash hash) = Read(content);
        _lastCampaign = new ExaminedCampaign(content.ToArray(), campaign, hash);
        return (campaign, hash);
    }

    private (Campaign Campaign, ContentHash Hash) Read(ReadOnlySpan<byte> content)
    {
        Campaign campaign = CampaignFile.Parse(content, "the campaign");
        if (!CampaignFile.Serialize(campaign).AsSpan().SequenceEqual(content))
            throw new ManifestException("The campaign is not in the form that Piwa writes.");
        if (campaign.IsOfUploads && !KnowsUploads)
            throw new ManifestException("The assets are uploads; this oracle does not have what they are made from.");
        return campaign.ViewBytes <= MaximumViewBytes
            ? (campaign, CampaignFile.HashOf(content))
            : throw new ManifestException(
                $"The views of an asset take {campaign.ViewBytes} bytes; this oracle makes again what takes {MaximumViewBytes} at most.");
    }

    private ShardRecord ReadRecord(ShardSubmission submission, Campaign campaign, ContentHash campaignHash)
    {
        if (submission.Manifest.Length > MaximumManifestBytes)
            throw new ManifestException($"{Place} is longer than {MaximumManifestBytes} bytes.");
        ShardRecord record;
        try
        {
            record = JsonSerializer.Deserialize(submission.Manifest.Span, DatasetJson.Default.ShardRecord)
                ?? throw new ManifestException($"{Place} is null.");
        }
        catch (JsonException error)
        {
            throw new ManifestException($"{Place}: {error.Message}", error);
        }

        ShardRules.Check(record, campaign, campaignHash, Place);
        if (record.File != Dataset.ShardFile(record.FirstAsset))
            throw new ManifestException($"{Place}: the file of assets from {record.FirstAsset} on is not '{record.File}'.");
        if (record.Generator != campaign.GeneratorVersion)
            throw new ManifestException($"{Place}: generator {record.Generator} is not the campaign's, {campaign.GeneratorVersion}.");
        if (record.Wallet != submission.Wallet.ToString())
            throw new ManifestException($"{Place}: the wallet {record.Wallet} is not {submission.Wallet}, which submits.");
        return (RequiresProof || ProofOfRender.IsSigned(record)) && ProofOfRender.FindFault(record) is { } fault
            ? throw new ManifestException($"{Place}: {fault}")
            : record;
    }

    private static void CheckRows(ShardRecord record, Campaign campaign, IReadOnlyList<ShardAsset> assets)
    {
        if (assets.Count != record.Rows)
            throw new ManifestException($"{assets.Count} assets are submitted; {Place} says {record.Rows}.");
        HashSet<ulong> dead = [.. record.Dead];
        ulong expected = record.FirstAsset;
        for (int i = 0; i < assets.Count; i++)
        {
            ShardAsset asset = assets[i];
            while (dead.Contains(expected))
                expected++;
            if (asset.AssetIndex != expected++)
                throw new ManifestException($"Asset {asset.AssetIndex} stands where {expected - 1} belongs.");
            if (AssetHasher.Combine(asset.Hashes) != asset.Hash)
                throw new ManifestException($"Asset {asset.AssetIndex}: its hash does not follow from its components' hashes.");
            if (asset.Labels is null == campaign.HasLabels)
                throw new ManifestException($"Asset {asset.AssetIndex}: labels are missing, or the campaign has none.");
        }

        if (AssetTree.Root(assets) != record.Root)
            throw new ManifestException($"The Merkle root of the assets is not that of {Place}.");
    }

    private AssetRemaker RemakerOf(Campaign campaign, ContentHash hash)
    {
        int at = _remakers.FindIndex(each => each.Campaign == hash);
        (ContentHash, AssetRemaker Remaker) found = at >= 0 ? _remakers[at] : (hash, new AssetRemaker(_device(), campaign, _recipes(campaign)));
        if (at >= 0)
            _remakers.RemoveAt(at);
        _remakers.Add((hash, found.Remaker));
        if (_remakers.Count > MaximumCampaigns)
        {
            _remakers[0].Remaker.Dispose();
            _remakers.RemoveAt(0);
        }

        return found.Remaker;
    }

    /// <summary>What was submitted, as rows of a shard.</summary>
    internal static IReadOnlyList<ShardAsset> RowsOf(ShardSubmission submission) =>
        new ConvertedList<SubmittedAsset, ShardAsset>(submission.Assets, Of);

    private static ShardAsset Of(SubmittedAsset asset) => new(
        asset.Index,
        new AssetHashes(Of(asset.Mesh), Of(asset.Texture), Of(asset.Scene), Of(asset.Views), Of(asset.Asset)),
        asset.Labels is { } labels ? Of(labels) : null);

    private static ContentHash Of(Hash256 hash)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        hash.CopyTo(bytes);
        return new ContentHash(bytes);
    }

    /// <summary>A campaign that was read and found sound.</summary>
    private sealed record ExaminedCampaign(byte[] Content, Campaign Campaign, ContentHash Hash);
}
