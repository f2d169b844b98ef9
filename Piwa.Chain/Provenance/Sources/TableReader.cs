using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Provenance.Sources;

/// <summary>Reads a table from its file, once, in pieces; nothing is allocated by what the file says before that is checked.</summary>
internal sealed class TableReader : IDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly string _path;
    private readonly FileStream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public TableReader(string path)
    {
        _path = path;
        _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes);
    }

    public KnownSourceTable Read(int maximumHashes)
    {
        Span<byte> bytes = stackalloc byte[TableFormat.Magic.Length];
        Read(bytes);
        if (!bytes.SequenceEqual(TableFormat.Magic))
            throw Wrong("it does not begin as one");
        uint format = BinaryPrimitives.ReadUInt32LittleEndian(Read(bytes[..sizeof(uint)]));
        if (format != TableFormat.Version)
            throw Wrong($"its format is of version {format}, and this program knows {TableFormat.Version}");
        PublicKey issuer = ReadKey();
        string name = ReadName();
        ulong version = BinaryPrimitives.ReadUInt64LittleEndian(Read(bytes));
        KnownSource[] sources = ReadSources();
        ulong count = BinaryPrimitives.ReadUInt64LittleEndian(Read(bytes));
        if (count > (ulong)maximumHashes)
            throw Wrong($"it has {count} hashes, and {maximumHashes} are allowed");
        if (_stream.Length - _stream.Position != ((long)count * TableFormat.EntryBytes) + Signature.Size)
            throw Wrong($"{_stream.Length - _stream.Position} bytes follow its head, which are not {count} hashes and a signature");
        (Hash256[] hashes, ushort[] numbers) = ReadEntries((int)count, sources.Length);
        Verify(issuer);
        return new KnownSourceTable(issuer, name, version, new Hash256(_hash.GetCurrentHash()), sources, hashes, numbers);
    }

    public void Dispose()
    {
        _hash.Dispose();
        _stream.Dispose();
    }

    private (Hash256[] Hashes, ushort[] SourceNumbers) ReadEntries(int count, int sourceCount)
    {
        var hashes = new Hash256[count];
        ushort[] numbers = new ushort[count];
        Span<byte> entry = stackalloc byte[TableFormat.EntryBytes];
        for (int i = 0; i < count; i++)
        {
            Read(entry);
            hashes[i] = new Hash256(entry[..Hash256.Size]);
            numbers[i] = BinaryPrimitives.ReadUInt16LittleEndian(entry[Hash256.Size..]);
            if (numbers[i] >= sourceCount)
                throw Wrong($"hash {i} is of source {numbers[i]}, and there are {sourceCount}");
            if (i > 0 && HashOrder.Instance.Compare(hashes[i - 1], hashes[i]) >= 0)
                throw Wrong($"hash {i} is not above the one before it");
        }

        return (hashes, numbers);
    }

    private KnownSource[] ReadSources()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        var sources = new KnownSource[BinaryPrimitives.ReadUInt16LittleEndian(Read(bytes))];
        for (int i = 0; i < sources.Length; i++)
        {
            PublicKey owner = ReadKey();
            sources[i] = new KnownSource(ReadName(), owner);
        }

        return sources;
    }

    private PublicKey ReadKey()
    {
        Span<byte> bytes = stackalloc byte[PublicKey.Size];
        return new PublicKey(Read(bytes));
    }

    private string ReadName()
    {
        Span<byte> bytes = stackalloc byte[TableFormat.MaximumNameBytes];
        Read(bytes[..1]);
        if (bytes[0] == 0)
            throw Wrong("a name in it is empty");
        bytes = Read(bytes[..bytes[0]]);
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new KnownSourceTableException($"'{_path}' is no table of known sources: a name in it is not UTF-8.", error);
        }
    }

    private void Verify(PublicKey issuer)
    {
        byte[] message = TableFormat.SignedMessage(_hash);
        Span<byte> bytes = stackalloc byte[Signature.Size];
        ReadUnsigned(bytes);
        if (!SignatureVerifier.Verify(issuer, message, new Signature(bytes)))
            throw new KnownSourceTableException($"'{_path}' is not as {issuer} signed it: its signature does not verify.");
    }

    private Span<byte> Read(Span<byte> bytes)
    {
        ReadUnsigned(bytes);
        _hash.AppendData(bytes);
        return bytes;
    }

    private void ReadUnsigned(Span<byte> bytes)
    {
        if (_stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) != bytes.Length)
            throw Wrong("it ends early");
    }

    private KnownSourceTableException Wrong(string what) => new($"'{_path}' is no table of known sources: {what}.");
}
