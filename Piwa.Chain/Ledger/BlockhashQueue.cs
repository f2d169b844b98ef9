using System.Buffers.Binary;
using System.Security.Cryptography;
using Piwa.Chain.Hashing;

namespace Piwa.Chain.Ledger;

/// <summary>The blockhashes that a transaction may be built on: those of the latest slots.</summary>
/// <remarks>
/// The blockhash of a slot is SHA-256(genesis hash, slot), and on a fork SHA-256(genesis hash, slot, number of the fork). It depends on
/// nothing else, so that a blockhash handed out before a restart still serves after it, and empty slots need no record. Those of slots
/// that were abandoned are unknown for ever. Not safe for several threads.
/// </remarks>
/// <param name="genesisHash">What all descend from.</param>
/// <param name="finalitySlots">How far behind the latest slot it may be asked about.</param>
internal sealed class BlockhashQueue(Hash256 genesisHash, int finalitySlots = 0)
{
    /// <summary>How many slots a blockhash serves beyond its own (MAX_PROCESSING_AGE).</summary>
    public const int MaximumAge = 150;

    private readonly Dictionary<Hash256, ulong> _slots = [];
    private readonly Queue<Hash256> _byAge = [];
    private readonly List<(ulong FirstSlot, uint Number)> _forks = [];
    private readonly int _reach = MaximumAge + finalitySlots;
    private ulong _next;

    public Hash256 HashOf(ulong slot)
    {
        uint fork = ForkOf(slot);
        Span<byte> preimage = stackalloc byte[Hash256.Size + sizeof(ulong) + sizeof(uint)];
        genesisHash.CopyTo(preimage);
        BinaryPrimitives.WriteUInt64LittleEndian(preimage[Hash256.Size..], slot);
        BinaryPrimitives.WriteUInt32LittleEndian(preimage[(Hash256.Size + sizeof(ulong))..], fork);
        Span<byte> hash = stackalloc byte[Hash256.Size];
        SHA256.HashData(fork == 0 ? preimage[..^sizeof(uint)] : preimage, hash);
        return new Hash256(hash);
    }

    /// <summary>Whether a transaction with this blockhash may land in a slot.</summary>
    public bool IsValid(Hash256 blockhash, ulong slot) =>
        TryFind(blockhash, slot, out ulong found) && found <= slot && slot - found <= MaximumAge;

    /// <summary>Finds the slot of a blockhash that is not much older than another slot.</summary>
    public bool TryFind(Hash256 blockhash, ulong slot, out ulong found)
    {
        // After a pause only the slots that still count are entered, and they push out all that do not.
        ulong oldest = slot > (ulong)_reach ? slot - (ulong)_reach : 0;
        for (_next = Math.Max(_next, oldest); _next <= slot; _next++)
        {
            Hash256 hash = HashOf(_next);
            _slots.Add(hash, _next);
            _byAge.Enqueue(hash);
            if (_byAge.Count > _reach + 1)
                _slots.Remove(_byAge.Dequeue());
        }

        return _slots.TryGetValue(blockhash, out found);
    }

    /// <summary>Gives slots other blockhashes, from one on.</summary>
    public void Fork(ulong firstSlot, uint number)
    {
        _forks.RemoveAll(fork => fork.FirstSlot >= firstSlot);
        _forks.Add((firstSlot, number));
        _slots.Clear();
        _byAge.Clear();
        _next = 0;
    }

    private uint ForkOf(ulong slot)
    {
        for (int i = _forks.Count - 1; i >= 0; i--)
        {
            if (_forks[i].FirstSlot <= slot)
                return _forks[i].Number;
        }

        return 0;
    }
}
