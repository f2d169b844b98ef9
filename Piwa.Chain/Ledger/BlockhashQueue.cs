using System.Buffers.Binary;
using System.Security.Cryptography;
using Piwa.Chain.Hashing;

namespace Piwa.Chain.Ledger;

/// <summary>The blockhashes that a transaction may be built on: those of the latest slots.</summary>
/// <remarks>
/// The blockhash of a slot is SHA-256(genesis hash, slot). It depends on nothing else, so that a blockhash handed out before a restart
/// still serves after it, and empty slots need no record. Not safe for several threads.
/// </remarks>
internal sealed class BlockhashQueue(Hash256 genesisHash)
{
    /// <summary>How many slots a blockhash serves beyond its own (MAX_PROCESSING_AGE).</summary>
    public const int MaximumAge = 150;

    private readonly HashSet<Hash256> _valid = [];
    private readonly Queue<Hash256> _byAge = [];
    private ulong _next;

    public Hash256 HashOf(ulong slot)
    {
        Span<byte> preimage = stackalloc byte[Hash256.Size + sizeof(ulong)];
        genesisHash.CopyTo(preimage);
        BinaryPrimitives.WriteUInt64LittleEndian(preimage[Hash256.Size..], slot);
        SHA256.HashData(preimage, preimage[..Hash256.Size]);
        return new Hash256(preimage[..Hash256.Size]);
    }

    /// <summary>Whether a transaction with this blockhash may land in a slot; slots never go back.</summary>
    public bool IsValid(Hash256 blockhash, ulong slot)
    {
        // After a pause only the slots that still count are entered, and they push out all that do not.
        ulong oldest = slot > MaximumAge ? slot - MaximumAge : 0;
        for (_next = Math.Max(_next, oldest); _next <= slot; _next++)
        {
            Hash256 hash = HashOf(_next);
            _valid.Add(hash);
            _byAge.Enqueue(hash);
            if (_byAge.Count > MaximumAge + 1)
                _valid.Remove(_byAge.Dequeue());
        }

        return _valid.Contains(blockhash);
    }
}
