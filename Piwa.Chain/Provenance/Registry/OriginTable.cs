using System.Buffers.Binary;
using System.Text;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance.Rocks;

namespace Piwa.Chain.Provenance.Registry;

/// <summary>The numbers of the origins, as the store has them, and the latest ones in memory.</summary>
/// <remarks>
/// An origin has two records, put with the first hash that names it: from a tag and the number (big-endian, so that the last is found at
/// once) to wallet and shard, and from a tag, wallet and shard to the number. For one thread, and one thread alone adds.
/// </remarks>
internal sealed unsafe class OriginTable : IDisposable
{
    private const byte NumberTag = (byte)'n';
    private const byte OriginTag = (byte)'o';
    private const int NumberKeyBytes = 1 + sizeof(uint);

    /// <summary>Origins in memory, some 20 MB of them; when there are more, all are forgotten.</summary>
    private const int CachedOrigins = 65_536;

    private readonly RegistryStore _store;
    private readonly RocksLookup _lookup = new(capacity: 1);
    private readonly Dictionary<UploadOrigin, uint> _numbers = [];
    private readonly Dictionary<uint, UploadOrigin> _origins = [];
    private long _lastNumber = -1;

    public OriginTable(RegistryStore store) => _store = store;

    /// <summary>The number of an origin; of a new one, records are added to a batch, and <see cref="Forget"/> is called if it fails.</summary>
    public uint GetOrAdd(UploadOrigin origin, RocksBatch batch)
    {
        if (_numbers.TryGetValue(origin, out uint number))
            return number;
        Span<byte> key = stackalloc byte[1 + PublicKey.Size + UploadOrigin.MaximumShardBytes];
        key[0] = OriginTag;
        origin.Wallet.CopyTo(key[1..]);
        key = key[..(1 + PublicKey.Size + Encoding.UTF8.GetBytes(origin.Shard, key[(1 + PublicKey.Size)..]))];
        Span<byte> numberKey = stackalloc byte[NumberKeyBytes];
        if (Find(key, out ReadOnlySpan<byte> value))
        {
            if (value.Length != sizeof(uint))
                throw _store.Corrupted($"the number of an origin has {value.Length} bytes.");
            number = BinaryPrimitives.ReadUInt32BigEndian(value);
        }
        else
        {
            number = NextNumber();
            WriteNumberKey(numberKey, number);
            batch.Put(_store.Rocks.Origins, numberKey, key[1..]);
            batch.Put(_store.Rocks.Origins, key, numberKey[1..]);
        }

        Remember(number, origin);
        return number;
    }

    /// <summary>The origin of a number that the store has.</summary>
    public UploadOrigin Get(uint number)
    {
        if (_origins.TryGetValue(number, out UploadOrigin? origin))
            return origin;
        Span<byte> key = stackalloc byte[NumberKeyBytes];
        WriteNumberKey(key, number);
        if (!Find(key, out ReadOnlySpan<byte> value) || value.Length <= PublicKey.Size)
            throw _store.Corrupted($"origin {number} is missing.");
        origin = new UploadOrigin(new PublicKey(value[..PublicKey.Size]), Encoding.UTF8.GetString(value[PublicKey.Size..]));
        Remember(number, origin);
        return origin;
    }

    /// <summary>Forgets all that is in memory: after a batch failed, the store may have it or not.</summary>
    public void Forget()
    {
        _numbers.Clear();
        _origins.Clear();
        _lastNumber = -1;
    }

    public void Dispose() => _lookup.Dispose();

    private static void WriteNumberKey(Span<byte> key, uint number)
    {
        key[0] = NumberTag;
        BinaryPrimitives.WriteUInt32BigEndian(key[1..], number);
    }

    private bool Find(ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        fixed (byte* bytes = key)
            _lookup.Find(_store.Rocks, _store.Rocks.Origins, bytes, key.Length, count: 1);
        return _lookup.TryGet(0, out value);
    }

    /// <summary>Numbers begin with 1.</summary>
    private uint NextNumber()
    {
        if (_lastNumber < 0)
        {
            Span<byte> bound = stackalloc byte[NumberKeyBytes];
            WriteNumberKey(bound, uint.MaxValue);
            byte[] last = _store.Rocks.FindLast(_store.Rocks.Origins, bound);
            _lastNumber = last.Length == NumberKeyBytes ? BinaryPrimitives.ReadUInt32BigEndian(last.AsSpan(1)) : 0;
        }

        if (_lastNumber == uint.MaxValue)
            throw new InvalidOperationException($"A registry holds {uint.MaxValue} origins; this one has as many.");
        return (uint)++_lastNumber;
    }

    private void Remember(uint number, UploadOrigin origin)
    {
        if (_numbers.Count >= CachedOrigins)
        {
            _numbers.Clear();
            _origins.Clear();
        }

        _numbers[origin] = number;
        _origins[number] = origin;
    }
}
