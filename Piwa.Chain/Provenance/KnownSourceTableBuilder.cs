using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance.Sources;

namespace Piwa.Chain.Provenance;

/// <summary>Makes a table of known sources and signs it.</summary>
/// <remarks>Not safe for several threads. It has some 40 bytes in memory for each hash.</remarks>
public sealed class KnownSourceTableBuilder
{
    private const int BufferBytes = 64 * 1024;

    private readonly string _name;
    private readonly ulong _version;
    private readonly List<KnownSource> _sources = [];
    private readonly Dictionary<KnownSource, ushort> _sourceNumbers = [];
    private readonly Dictionary<Hash256, ushort> _entries = [];

    /// <summary>Begins a table.</summary>
    /// <param name="name">What tells it from the issuer's other tables; 1 to 255 bytes of UTF-8.</param>
    /// <param name="version">Higher than that of the table which it replaces.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty or too long.</exception>
    public KnownSourceTableBuilder(string name, ulong version)
    {
        CheckName(name);
        _name = name;
        _version = version;
    }

    /// <summary>Adds content of a source. What is there already is not added again.</summary>
    /// <param name="source">Whose it is; its name is 1 to 255 bytes of UTF-8.</param>
    /// <param name="hash">The content's hash.</param>
    /// <exception cref="ArgumentException">The source's name is empty or too long, or the hash is another source's in this table.</exception>
    /// <exception cref="InvalidOperationException">The table has 65,535 sources.</exception>
    public void Add(KnownSource source, Hash256 hash)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!_sourceNumbers.TryGetValue(source, out ushort number))
        {
            CheckName(source.Name);
            if (_sources.Count == TableFormat.MaximumSources)
                throw new InvalidOperationException($"A table has at most {TableFormat.MaximumSources} sources.");
            number = (ushort)_sources.Count;
            _sources.Add(source);
            _sourceNumbers.Add(source, number);
        }

        if (!_entries.TryAdd(hash, number) && _entries[hash] != number)
            throw new ArgumentException($"{hash} is of '{_sources[_entries[hash]].Name}' already, and not of '{source.Name}'.", nameof(hash));
    }

    /// <summary>Signs the table and writes it. The file is there whole, or not at all.</summary>
    /// <param name="path">Its file, which is replaced.</param>
    /// <param name="issuer">Who signs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public async Task WriteAsync(string path, ISigner issuer, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(issuer);
        string temporary = path + ".new";
        try
        {
            FileStream stream = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None, BufferBytes, useAsync: true);
            await using (stream.ConfigureAwait(false))
            {
                using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                foreach (byte[] piece in Pieces(issuer.PublicKey))
                {
                    hash.AppendData(piece);
                    await stream.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
                }

                Signature signature = await issuer.SignAsync(TableFormat.SignedMessage(hash), cancellationToken).ConfigureAwait(false);
                byte[] bytes = Signature.AsSpan(in signature).ToArray();
                await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
                await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
                RandomAccess.FlushToDisk(stream.SafeFileHandle);
            }

            DurableFile.Commit(temporary, path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static void CheckName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (Encoding.UTF8.GetByteCount(name) > TableFormat.MaximumNameBytes)
            throw new ArgumentException($"A name is 1 to {TableFormat.MaximumNameBytes} bytes of UTF-8, not '{name}'.", nameof(name));
    }

    private static void WriteName(BinaryWriter writer, string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        writer.Write((byte)bytes.Length);
        writer.Write(bytes);
    }

    /// <summary>All that is signed, in pieces: the head, then the entries in ascending order of their hashes.</summary>
    private IEnumerable<byte[]> Pieces(PublicKey issuer)
    {
        yield return Head(issuer);
        Hash256[] hashes = [.. _entries.Keys];
        Array.Sort(hashes, HashOrder.Instance);
        foreach (Hash256[] chunk in hashes.Chunk(BufferBytes / TableFormat.EntryBytes))
        {
            byte[] piece = new byte[chunk.Length * TableFormat.EntryBytes];
            for (int i = 0; i < chunk.Length; i++)
            {
                Span<byte> entry = piece.AsSpan(i * TableFormat.EntryBytes, TableFormat.EntryBytes);
                chunk[i].CopyTo(entry);
                BinaryPrimitives.WriteUInt16LittleEndian(entry[Hash256.Size..], _entries[chunk[i]]);
            }

            yield return piece;
        }
    }

    private byte[] Head(PublicKey issuer)
    {
        using MemoryStream head = new();
        using BinaryWriter writer = new(head);
        writer.Write(TableFormat.Magic);
        writer.Write(TableFormat.Version);
        writer.Write(issuer.ToArray());
        WriteName(writer, _name);
        writer.Write(_version);
        writer.Write((ushort)_sources.Count);
        foreach (KnownSource source in _sources)
        {
            writer.Write(source.Owner.ToArray());
            WriteName(writer, source.Name);
        }

        writer.Write((ulong)_entries.Count);
        writer.Flush();
        return head.ToArray();
    }
}
