using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance.Sources;

namespace Piwa.Chain.Provenance;

/// <summary>A signed table of the contents of known sources.</summary>
/// <remarks>Immutable; safe to use from several threads. It has 34 bytes in memory for each hash.</remarks>
public sealed class KnownSourceTable
{
    private readonly Hash256[] _hashes;
    private readonly ushort[] _sourceNumbers;

    internal KnownSourceTable(
        PublicKey issuer, string name, ulong version, Hash256 digest, IReadOnlyList<KnownSource> sources, Hash256[] hashes, ushort[] sourceNumbers)
    {
        Issuer = issuer;
        Name = name;
        Version = version;
        Digest = digest;
        Sources = sources;
        _hashes = hashes;
        _sourceNumbers = sourceNumbers;
    }

    /// <summary>Who signed it.</summary>
    public PublicKey Issuer { get; }

    /// <summary>What tells it from the issuer's other tables.</summary>
    public string Name { get; }

    /// <summary>Which of the issuer's tables of this name it is: a higher one replaces it.</summary>
    public ulong Version { get; }

    /// <summary>The SHA-256 of what was signed.</summary>
    public Hash256 Digest { get; }

    /// <summary>Its sources.</summary>
    public IReadOnlyList<KnownSource> Sources { get; }

    /// <summary>How many hashes it has.</summary>
    public int Count => _hashes.Length;

    /// <summary>The hashes, in ascending order of their bytes.</summary>
    public IReadOnlyList<Hash256> Hashes => _hashes;

    /// <summary>Reads a table and verifies its signature. Whether the issuer is to be trusted, the caller decides.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="maximumHashes">The most hashes that it may have; a file of more is refused before they are read.</param>
    /// <exception cref="KnownSourceTableException">The file is no table, has more hashes, or is not as it was signed.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static KnownSourceTable Read(string path, int maximumHashes = KnownSourcesOptions.DefaultMaximumHashes)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(maximumHashes);
        using TableReader reader = new(path);
        return reader.Read(maximumHashes);
    }

    /// <summary>The source that content is of; null if the table does not have it.</summary>
    /// <param name="hash">The content's hash.</param>
    public KnownSource? Find(in Hash256 hash)
    {
        int place = Array.BinarySearch(_hashes, hash, HashOrder.Instance);
        return place < 0 ? null : Sources[_sourceNumbers[place]];
    }

    /// <summary>The table in one line: name, version and issuer.</summary>
    public override string ToString() => $"{Name} version {Version} of {Issuer}";

    /// <summary>Some of the hashes.</summary>
    internal ArraySegment<Hash256> Slice(int start, int count) => new(_hashes, start, count);

    /// <summary>The source of a hash by its place.</summary>
    internal KnownSource SourceAt(int place) => Sources[_sourceNumbers[place]];
}
