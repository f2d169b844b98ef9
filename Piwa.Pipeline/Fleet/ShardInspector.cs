using System.Diagnostics.CodeAnalysis;
using Piwa.Pipeline.Exports;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stages;
using Piwa.Pipeline.Stores;
using Piwa.Pipeline.Verification;

namespace Piwa.Pipeline.Fleet;

/// <summary>Looks into the shards that nodes have put into the store: whether their rows hold what was agreed on.</summary>
/// <remarks>
/// <para>
/// In this order: (1) the file, if nobody has hashed it on its way; (2) its footer and columns, strictly, see <see cref="ShardPreflight"/>; (3) index and
/// hashes of each row, which lead to the record's root; (4) of each sample, everything: what it unpacks to is hashed, and comes down to the digests that
/// maker and checkers have given.
/// </para>
/// <para>Of a store on S3 the row groups of samples are read, of others the file. Thread-safe.</para>
/// </remarks>
/// <param name="store">The store.</param>
/// <param name="campaign">What is made.</param>
/// <param name="scratch">A directory for files of stores that are neither directories nor buckets.</param>
internal sealed class ShardInspector(IShardStore store, Campaign campaign, string scratch)
{
    /// <summary>Looks into a unit.</summary>
    /// <param name="record">The record of its shard.</param>
    /// <param name="name">Name of the object that it is.</param>
    /// <param name="samples">Indices of the assets that were checked.</param>
    /// <param name="agreed">What they come down to, one digest after the other.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is wrong; null if nothing is.</returns>
    /// <exception cref="FileNotFoundException">The store does not have it.</exception>
    /// <exception cref="IOException">The store cannot be read.</exception>
    public async Task<string?> FindFaultAsync(ShardRecord record, string name, long[] samples, byte[] agreed, CancellationToken cancellationToken)
    {
        string? copy = null;
        try
        {
            if (store is not (DirectoryStore or S3Store))
                copy = await CopyAsync(name, cancellationToken).ConfigureAwait(false);
            ShardReader reader = store is S3Store s3
                ? await ShardReader.OpenAsync($"{s3}/{name}", s3.OpenRanges(name, record.Bytes), cancellationToken).ConfigureAwait(false)
                : await ShardReader.OpenAsync(copy ?? Path.Combine(((DirectoryStore)store).DirectoryPath, name), cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                return await FindFaultOfRowsAsync(record, reader, cancellationToken).ConfigureAwait(false)
                    ?? await FindFaultOfSamplesAsync(record, samples, agreed, reader, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (DirectoryNotFoundException fault)
        {
            throw new FileNotFoundException(fault.Message, fault);
        }
        catch (Exception fault) when (fault is FormatException or ManifestException)
        {
            return fault.Message;
        }
        finally
        {
            if (copy is not null)
                File.Delete(copy);
        }
    }

    private static async Task<string?> FindFaultOfRowsAsync(ShardRecord record, ShardReader reader, CancellationToken cancellationToken)
    {
        if (reader.RowCount != record.Rows)
            return $"it has {reader.RowCount} rows, and its record says {record.Rows}";
        IReadOnlyList<ShardAsset> rows = await reader.ReadHashesAsync(cancellationToken).ConfigureAwait(false);
        HashSet<ulong> dead = [.. record.Dead];
        ulong expected = record.FirstAsset;
        foreach (ShardAsset row in rows)
        {
            while (dead.Contains(expected))
                expected++;
            if (row.AssetIndex != expected++)
                return $"it has asset {row.AssetIndex} where {expected - 1} belongs";
            if (AssetHasher.Combine(row.Hashes) != row.Hash)
                return $"the hash of asset {row.AssetIndex} does not follow from its components' hashes";
        }

        return AssetTree.Root(rows) == record.Root ? null : "the Merkle root of its rows is not that of its record";
    }

    private async Task<string?> FindFaultOfSamplesAsync(
        ShardRecord record, long[] samples, byte[] agreed, ShardReader reader, CancellationToken cancellationToken)
    {
        var hasher = new RowHasher();
        Dictionary<ulong, ShardAsset> held = [];
        foreach (IGrouping<int, ulong> group in samples.Select(sample => (ulong)sample).Except(record.Dead).GroupBy(sample => reader.GroupOf(record.RowOf(sample))))
        {
            HashSet<ulong> wanted = [.. group];
            foreach (AssetRow row in (await reader.ReadRowGroupAsync(group.Key, cancellationToken).ConfigureAwait(false)).Where(row => wanted.Contains(row.AssetIndex)))
            {
                if (!TryHash(hasher, row, out AssetHashes hashes, out string? fault))
                    return $"asset {row.AssetIndex}: {fault}";
                held.Add(row.AssetIndex, new ShardAsset(row.AssetIndex, hashes, row.Labels?.Hash));
            }
        }

        byte[] digests = SampleDigest.Of(samples, index => held.TryGetValue(index, out ShardAsset asset) ? asset : null);
        for (int i = 0; i < samples.Length; i++)
        {
            if (!digests.AsSpan(i * SampleDigest.Bytes, SampleDigest.Bytes).SequenceEqual(agreed.AsSpan(i * SampleDigest.Bytes, SampleDigest.Bytes)))
                return $"what it holds of asset {samples[i]} is not what was agreed on";
        }

        return null;
    }

    private bool TryHash(RowHasher hasher, AssetRow row, out AssetHashes hashes, [NotNullWhen(false)] out string? fault)
    {
        try
        {
            (hashes, fault) = (hasher.Hash(row, AssetPictures.From(row, campaign.FindRig)), null);
            return true;
        }
        catch (Exception thrown) when (thrown is FormatException or ArgumentException)
        {
            (hashes, fault) = (default, thrown.Message);
            return false;
        }
    }

    private async Task<string> CopyAsync(string name, CancellationToken cancellationToken)
    {
        string path = Path.Combine(scratch, $"piwa-inspect-{Guid.NewGuid():N}");
        Stream stream = await store.OpenReadAsync(name, cancellationToken).ConfigureAwait(false);
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        await using (stream.ConfigureAwait(false))
        await using (file.ConfigureAwait(false))
            await stream.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
        return path;
    }
}
