using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Provenance;

/// <summary>Known sources from signed tables.</summary>
/// <remarks>
/// <para>
/// Of an issuer's tables of one name the newest is taken. If two have that version and are not the same, none is: whoever signs both has to
/// sign a newer one.
/// </para>
/// <para>Immutable; safe to use from several threads.</para>
/// </remarks>
public sealed class KnownSources : IKnownSources
{
    /// <summary>Hashes that a registry is asked for at once.</summary>
    private const int AskedHashes = 8_192;

    private readonly KnownSourcesOptions _options;

    private KnownSources(KnownSourcesOptions options, IReadOnlyList<KnownSourceTable> tables, IReadOnlyList<RefusedTable> refused)
    {
        _options = options;
        Tables = tables;
        Refused = refused;
    }

    /// <summary>The tables that were taken; the earlier decides.</summary>
    public IReadOnlyList<KnownSourceTable> Tables { get; }

    /// <summary>The files that were not, and why.</summary>
    public IReadOnlyList<RefusedTable> Refused { get; }

    /// <summary>Loads tables. A file that is refused does not keep the others from being taken.</summary>
    /// <param name="paths">The tables' files, in any order.</param>
    /// <param name="options">Whose tables to take.</param>
    /// <exception cref="ArgumentException">Options are invalid; the message has all that is wrong with them.</exception>
    public static KnownSources Load(IEnumerable<string> paths, KnownSourcesOptions options)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(options);
        options = options.ValidatedCopy();
        Dictionary<PublicKey, int> precedence = options.TrustedIssuers.Index().ToDictionary(one => one.Item, one => one.Index);
        List<RefusedTable> refused = [];
        List<(string Path, KnownSourceTable Table)> read = [];
        int room = options.MaximumHashes;
        foreach (string path in paths.Order(StringComparer.Ordinal))
        {
            try
            {
                KnownSourceTable table = KnownSourceTable.Read(path, room);
                if (precedence.ContainsKey(table.Issuer))
                {
                    read.Add((path, table));
                    room -= table.Count;
                }
                else
                {
                    refused.Add(new RefusedTable(path, $"{table.Issuer}, who signed it, is not trusted."));
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                refused.Add(new RefusedTable(path, error.Message));
            }
        }

        IEnumerable<KnownSourceTable> taken = read.GroupBy(one => (one.Table.Issuer, one.Table.Name)).SelectMany(same => Newest([.. same], refused));
        return new KnownSources(
            options,
            [.. taken.OrderBy(table => precedence[table.Issuer]).ThenBy(table => table.Name, StringComparer.Ordinal)],
            refused);
    }

    /// <inheritdoc/>
    public KnownSource? Find(in Hash256 hash)
    {
        foreach (KnownSourceTable table in Tables)
        {
            if (table.Find(hash) is { } source)
                return source;
        }

        return null;
    }

    /// <summary>Reports content that two tables claim for different owners.</summary>
    public ConflictReport FindConflicts()
    {
        ReportBuilder report = new(_options.MaximumConflicts);
        for (int earlier = 0; earlier < Tables.Count; earlier++)
        {
            for (int later = earlier + 1; later < Tables.Count; later++)
                Compare(Tables[earlier], Tables[later], report);
        }

        return report.Build();
    }

    /// <summary>Reports content that a table claims for another owner than who was first to bring it to a registry.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ConflictReport> FindConflictsAsync(IUploadRegistry registry, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ReportBuilder report = new(_options.MaximumConflicts);
        foreach (KnownSourceTable table in Tables)
        {
            for (int start = 0; start < table.Count; start += AskedHashes)
            {
                ArraySegment<Hash256> hashes = table.Slice(start, Math.Min(AskedHashes, table.Count - start));
                IReadOnlyList<FirstUpload?> found = await registry.FindAsync(hashes, cancellationToken).ConfigureAwait(false);
                for (int i = 0; i < hashes.Count; i++)
                {
                    // What an earlier table decides, this one does not.
                    if (found[i] is { } first && Find(hashes[i]) is { } source && ReferenceEquals(source, table.SourceAt(start + i))
                        && first.Origin.Wallet != source.Owner)
                    {
                        report.Add(new ProvenanceConflict(hashes[i], table, source.Owner, first.Origin.Shard, first.Origin.Wallet));
                    }
                }
            }
        }

        return report.Build();
    }

    /// <summary>The newest of an issuer's tables of one name, if there is one.</summary>
    private static List<KnownSourceTable> Newest(List<(string Path, KnownSourceTable Table)> same, List<RefusedTable> refused)
    {
        ulong version = same.Max(one => one.Table.Version);
        (string Path, KnownSourceTable Table)[] newest = [.. same.Where(one => one.Table.Version == version)];
        refused.AddRange(same.Where(one => one.Table.Version < version).Select(one =>
            new RefusedTable(one.Path, $"{one.Table} is older than version {version}, which is in '{newest[0].Path}'.")));
        if (newest.Any(one => one.Table.Digest != newest[0].Table.Digest))
        {
            refused.AddRange(newest.Select(one => new RefusedTable(one.Path, $"There are different tables {one.Table}: a newer one is needed.")));
            return [];
        }

        refused.AddRange(newest.Skip(1).Select(one => new RefusedTable(one.Path, $"It is the same as '{newest[0].Path}'.")));
        return [newest[0].Table];
    }

    private static void Compare(KnownSourceTable earlier, KnownSourceTable later, ReportBuilder report)
    {
        for (int place = 0; place < later.Count; place++)
        {
            Hash256 hash = later.Hashes[place];
            if (earlier.Find(hash) is { } source && later.SourceAt(place) is var other && source.Owner != other.Owner)
                report.Add(new ProvenanceConflict(hash, earlier, source.Owner, later.ToString(), other.Owner));
        }
    }

    private sealed class ReportBuilder(int maximumNamed)
    {
        private readonly List<ProvenanceConflict> _named = [];
        private long _count;

        public void Add(ProvenanceConflict conflict)
        {
            _count++;
            if (_named.Count < maximumNamed)
                _named.Add(conflict);
        }

        public ConflictReport Build() => new(_count, _named);
    }
}
