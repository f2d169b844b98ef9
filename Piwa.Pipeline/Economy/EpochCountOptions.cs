using Piwa.Chain.Economy;
using Piwa.Chain.Keys;

namespace Piwa.Pipeline.Economy;

/// <summary>What an epoch is counted from.</summary>
public sealed class EpochCountOptions
{
    /// <summary>Data sets and stores of fleets: directories, or <c>s3://bucket/prefix</c>. All that have ever counted are named each time.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<string> Sources { get; set; } = [];

    /// <summary>Files of verdicts: records of oracles (<c>oracle.log</c>), or what <see cref="VerdictFile"/> writes. Those of data sets' own
    /// oracles are looked at without being named.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<string> VerdictFiles { get; set; } = [];

    /// <summary>Whose word on shards counts: addresses of oracles, and of operators of fleets.</summary>
    /// <value>At least one; a shard that none of them has found sound counts for nobody.</value>
    public IReadOnlyList<PublicKey> Validators { get; set; } = [];

    /// <summary>Labels that were given in the epoch, by wallet, each once.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<WalletCount> Labels { get; set; } = [];

    internal void Validate()
    {
        List<string> faults = [];
        if (Sources is null || VerdictFiles is null || Labels is null || Validators is null)
            faults.Add("Sources, VerdictFiles, Labels and Validators must not be null.");
        else if (Validators.Count == 0 || Validators.Distinct().Count() != Validators.Count)
            faults.Add("Validators must be at least one, each named once: whose word on shards counts.");
        if (Labels is not null && (Labels.Select(each => each.Wallet).Distinct().Count() != Labels.Count || Labels.Any(each => each.Count < 0)))
            faults.Add("Labels must name each wallet once, with no count below 0.");
        if (faults.Count > 0)
            throw new ArgumentException(string.Join(' ', faults));
    }
}
