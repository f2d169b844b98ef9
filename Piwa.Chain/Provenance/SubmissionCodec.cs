using System.Text.Json;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Provenance;

/// <summary>Submissions as JSON, in one form: equal submissions are equal bytes. Safe to use from several threads.</summary>
public static class SubmissionCodec
{
    /// <summary>The most assets that a submission may have: those of the largest shard.</summary>
    public const int MaximumAssets = 131_072;

    private const int HashesOfAsset = 5;

    /// <summary>Writes a submission.</summary>
    /// <param name="submission">The submission.</param>
    public static byte[] Encode(ShardSubmission submission)
    {
        ArgumentNullException.ThrowIfNull(submission);
        var wire = new WireSubmission(
            submission.Wallet.ToString(),
            submission.Campaign.ToArray(),
            submission.Manifest.ToArray(),
            [.. submission.Assets.Select(asset => new WireAsset(asset.Index, Pack(asset)))]);
        return JsonSerializer.SerializeToUtf8Bytes(wire, OracleJson.Default.WireSubmission);
    }

    /// <summary>Reads a submission.</summary>
    /// <param name="json">What was written.</param>
    /// <exception cref="OracleException">The bytes are no submission.</exception>
    public static ShardSubmission Decode(ReadOnlySpan<byte> json)
    {
        WireSubmission wire;
        try
        {
            wire = JsonSerializer.Deserialize(json, OracleJson.Default.WireSubmission) ?? throw new JsonException("It is null.");
        }
        catch (JsonException fault)
        {
            throw Malformed(fault.Message, fault);
        }

        if (!PublicKey.TryParse(wire.Wallet, out PublicKey wallet))
            throw Malformed("the wallet is no address.");
        if (wire.Assets.Count > MaximumAssets)
            throw Malformed($"it has {wire.Assets.Count} assets; a shard has at most {MaximumAssets}.");
        if (wire.Assets.Any(asset => asset is null))
            throw Malformed("an asset is null.");
        return new ShardSubmission(wallet, wire.Campaign, wire.Manifest, [.. wire.Assets.Select(Unpack)]);
    }

    private static byte[] Pack(SubmittedAsset asset)
    {
        byte[] bytes = new byte[(HashesOfAsset + (asset.Labels is null ? 0 : 1)) * Hash256.Size];
        int at = 0;
        foreach (Hash256 hash in (ReadOnlySpan<Hash256>)[asset.Mesh, asset.Texture, asset.Scene, asset.Views, asset.Asset])
        {
            hash.CopyTo(bytes.AsSpan(at));
            at += Hash256.Size;
        }

        asset.Labels?.CopyTo(bytes.AsSpan(at));
        return bytes;
    }

    private static SubmittedAsset Unpack(WireAsset asset)
    {
        if (asset.Hashes.Length is not (HashesOfAsset * Hash256.Size or (HashesOfAsset + 1) * Hash256.Size))
        {
            throw Malformed(
                $"asset {asset.Index} has {asset.Hashes.Length} bytes of hashes; there are {HashesOfAsset} or {HashesOfAsset + 1} hashes of "
                + $"{Hash256.Size} bytes.");
        }

        return new SubmittedAsset(
            asset.Index, At(0), At(1), At(2), At(3), At(4), asset.Hashes.Length > HashesOfAsset * Hash256.Size ? At(HashesOfAsset) : null);

        Hash256 At(int number) => new(asset.Hashes.AsSpan(number * Hash256.Size, Hash256.Size));
    }

    private static OracleException Malformed(string problem, Exception? cause = null) =>
        new(OracleErrorKind.Malformed, $"This is no submission of a shard: {problem}", cause);
}
