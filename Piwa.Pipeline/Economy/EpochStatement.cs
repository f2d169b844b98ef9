using System.Text.Json;
using System.Text.Json.Serialization;
using Piwa.Chain.Economy;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Economy;

/// <summary>What an epoch is settled by: the shards that count for the first time, those that fell away, who was caught, and labels.</summary>
/// <remarks>
/// <para>
/// A shard is new in exactly one epoch. The counts of an epoch follow from its statement and those before it alone
/// (<see cref="ToFacts"/>), and each statement names the one before by its hash: the last hash stands for all.
/// </para>
/// <para>As a file: JSON and a line feed, in this one form, lists in their order. Immutable.</para>
/// </remarks>
public sealed record EpochStatement
{
    /// <summary>The epoch, from 0.</summary>
    public required long Epoch { get; init; }

    /// <summary>The epoch's end: what was validated before it counts. Milliseconds since 1970, UTC.</summary>
    public required long Until { get; init; }

    /// <summary>BLAKE3 of the file of the statement before; all zeros of the first.</summary>
    public required ContentHash Previous { get; init; }

    /// <summary>Whose word on shards counts, by their addresses' bytes.</summary>
    public required IReadOnlyList<PublicKey> Validators { get; init; }

    /// <summary>The shards that count for the first time: by when they were validated, then by campaign, first asset and root.</summary>
    public required IReadOnlyList<EpochShard> Shards { get; init; }

    /// <summary>The shards that count no more, by campaign, first asset and root.</summary>
    public required IReadOnlyList<FallenShard> Fallen { get; init; }

    /// <summary>The nodes that were caught, in the order of the shards: each loses what is held back of its earnings, once for each shard.</summary>
    public required IReadOnlyList<CaughtNode> Caught { get; init; }

    /// <summary>Labels that were given in the epoch, by wallet.</summary>
    public required IReadOnlyList<WalletCount> Labels { get; init; }

    /// <summary>BLAKE3 of its file.</summary>
    [JsonIgnore]
    public ContentHash Hash
    {
        get
        {
            using var stream = new HashingStream();
            Write(stream);
            return stream.Finish();
        }
    }

    /// <summary>The facts that the epoch is closed with.</summary>
    /// <param name="before">The statements of the epochs before, in order.</param>
    /// <exception cref="ManifestException">They contradict each other.</exception>
    public EpochFacts ToFacts(IReadOnlyList<EpochStatement> before)
    {
        ArgumentNullException.ThrowIfNull(before);
        EpochTally tally = new();
        foreach (EpochStatement statement in before)
            tally.Add(statement);
        return tally.Add(this);
    }

    /// <summary>Writes it as a file.</summary>
    /// <param name="stream">Where to.</param>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        JsonSerializer.Serialize(stream, this, EconomyJson.Default.EpochStatement);
        stream.WriteByte((byte)'\n');
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ManifestException">It is none, or not in the form that <see cref="Write"/> gives it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static EpochStatement Read(string path)
    {
        const int BufferBytes = 1 << 16;
        try
        {
            EpochStatement statement;
            using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan))
            {
                statement = JsonSerializer.Deserialize(file, EconomyJson.Default.EpochStatement)
                    ?? throw new ManifestException($"{path} is null.");
            }

            return statement.Hash == FileHash.Compute(path, CancellationToken.None)
                ? statement
                : throw new ManifestException($"{path} is not in the form that Piwa writes: it was changed.");
        }
        catch (JsonException fault)
        {
            throw new ManifestException($"{path} is no statement of an epoch: {fault.Message}", fault);
        }
    }
}
