using System.Security.Cryptography;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;

namespace Piwa.Chain.Provenance;

/// <summary>How an oracle works.</summary>
public sealed class OracleOptions
{
    /// <summary>Default of <see cref="Samples"/>.</summary>
    public const int DefaultSamples = 2;

    /// <summary>Default of <see cref="MaximumApprovedAssets"/>: some 100 MB.</summary>
    public const int DefaultMaximumApprovedAssets = 1 << 20;

    /// <summary>Default of <see cref="MaximumPending"/>.</summary>
    public const int DefaultMaximumPending = 64;

    /// <summary>The key that signs as creator and delegate of the trees.</summary>
    /// <value>Must be set.</value>
    public ISigner? Signer { get; set; }

    /// <summary>Checks and makes again what shards consist of; not disposed with the oracle.</summary>
    /// <value>Must be set.</value>
    public IShardExaminer? Examiner { get; set; }

    /// <summary>Who brought what first; not disposed with the oracle.</summary>
    /// <value>Must be set.</value>
    public IUploadRegistry? Uploads { get; set; }

    /// <summary>Contents of known sources, which nobody else may bring.</summary>
    /// <value>Null by default: none are known.</value>
    public IKnownSources? KnownSources { get; set; }

    /// <summary>Assets of each shard that are made again, chosen so that nobody can foresee them.</summary>
    /// <value>0 or more; default 2. Who fakes a share f of a large shard is caught with probability 1 - (1 - f)^samples, of a small one with
    /// more.</value>
    public int Samples { get; set; } = DefaultSamples;

    /// <summary>What others have found of the wallets that submit: who is barred there is refused, and who is not well known is sampled more, by
    /// <see cref="SamplingRule"/>; not disposed with the oracle.</summary>
    /// <value>Null by default: all are sampled alike.</value>
    public IValidationRecords? Records { get; set; }

    /// <summary>Assets that are made again of a shard whose wallet is not well known to <see cref="Records"/>.</summary>
    /// <value>At least <see cref="Samples"/>; null by default: four times as many.</value>
    public int? MostSamples { get; set; }

    /// <summary>Shards with a mismatch after which a wallet is barred, until <see cref="Oracle.Pardon"/>: who may submit again and again gets
    /// a fake past any sample.</summary>
    /// <value>0 for never; default 1.</value>
    public int MismatchesUntilBarred { get; set; } = 1;

    /// <summary>The wallets whose shards are looked at.</summary>
    /// <value>Null by default: anybody's, for as much work as they bring.</value>
    public IReadOnlyCollection<PublicKey>? AllowedWallets { get; set; }

    /// <summary>Approved assets that are remembered; those of the longest approved shards go first, and must be submitted again to be
    /// signed for.</summary>
    /// <value>At least 1; default 1,048,576.</value>
    public int MaximumApprovedAssets { get; set; } = DefaultMaximumApprovedAssets;

    /// <summary>Submissions that may wait for each other.</summary>
    /// <value>At least 1; default 64. More are turned away.</value>
    public int MaximumPending { get; set; } = DefaultMaximumPending;

    /// <summary>The lookup tables that transactions may use.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<AddressLookupTable> LookupTables { get; set; } = [];

    /// <summary>The file that keeps the verdicts, and so who is barred.</summary>
    /// <value>Null by default: nothing is kept beyond the oracle's life.</value>
    public string? RecordPath { get; set; }

    /// <summary>The clock.</summary>
    /// <value>The system's by default.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Draws from 0 to its argument, exclusive: what chooses the samples.</summary>
    internal Func<int, int> Draw { get; set; } = RandomNumberGenerator.GetInt32;

    internal OracleOptions ValidatedCopy()
    {
        List<string> violations = [];
        if (Signer is null)
            violations.Add("Signer must be set.");
        if (Examiner is null)
            violations.Add("Examiner must be set.");
        if (Uploads is null)
            violations.Add("Uploads must be set.");
        if (Samples < 0)
            violations.Add($"Samples must be at least 0, not {Samples}.");
        if (MostSamples < Samples)
            violations.Add($"MostSamples must be at least Samples, {Samples}, not {MostSamples}.");
        if (MismatchesUntilBarred < 0)
            violations.Add($"MismatchesUntilBarred must be at least 0, not {MismatchesUntilBarred}.");
        if (MaximumApprovedAssets < 1)
            violations.Add($"MaximumApprovedAssets must be at least 1, not {MaximumApprovedAssets}.");
        if (MaximumPending < 1)
            violations.Add($"MaximumPending must be at least 1, not {MaximumPending}.");
        if (RecordPath is { Length: 0 })
            violations.Add("RecordPath must not be empty.");
        if (LookupTables is null)
            violations.Add("LookupTables must not be null.");
        if (TimeProvider is null)
            violations.Add("TimeProvider must not be null.");
        if (violations.Count != 0)
            throw new ArgumentException(string.Join(' ', violations));
        OracleOptions copy = (OracleOptions)MemberwiseClone();
        copy.AllowedWallets = AllowedWallets?.ToHashSet();
        return copy;
    }
}
