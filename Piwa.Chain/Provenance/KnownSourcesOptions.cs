using Piwa.Chain.Keys;

namespace Piwa.Chain.Provenance;

/// <summary>Which tables <see cref="KnownSources"/> takes.</summary>
public sealed class KnownSourcesOptions
{
    /// <summary>All of Objaverse-XL, with room: 16 million hashes are 544 MB.</summary>
    public const int DefaultMaximumHashes = 16_000_000;

    /// <summary>Conflicts that a report names; all are counted.</summary>
    public const int DefaultMaximumConflicts = 10_000;

    /// <summary>Whose tables are taken. Of two that claim the same content for different owners, the table of the issuer who stands
    /// earlier here decides.</summary>
    /// <value>Empty by default: no table is taken.</value>
    public IReadOnlyList<PublicKey> TrustedIssuers { get; set; } = [];

    /// <summary>The most hashes of all tables together; a table that would pass it is refused.</summary>
    /// <value><see cref="DefaultMaximumHashes"/> by default.</value>
    public int MaximumHashes { get; set; } = DefaultMaximumHashes;

    /// <summary>How many conflicts a report names.</summary>
    /// <value><see cref="DefaultMaximumConflicts"/> by default.</value>
    public int MaximumConflicts { get; set; } = DefaultMaximumConflicts;

    internal KnownSourcesOptions ValidatedCopy()
    {
        List<string> violations = [];
        if (TrustedIssuers is null)
            violations.Add("TrustedIssuers must not be null.");
        else if (TrustedIssuers.Distinct().Count() != TrustedIssuers.Count)
            violations.Add("TrustedIssuers must not name an issuer twice.");
        if (MaximumHashes < 0)
            violations.Add($"MaximumHashes must not be negative, but is {MaximumHashes}.");
        if (MaximumConflicts < 0)
            violations.Add($"MaximumConflicts must not be negative, but is {MaximumConflicts}.");
        if (violations.Count != 0)
            throw new ArgumentException(string.Join(' ', violations));
        KnownSourcesOptions copy = (KnownSourcesOptions)MemberwiseClone();
        copy.TrustedIssuers = [.. TrustedIssuers!];
        return copy;
    }
}
