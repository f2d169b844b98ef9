namespace Piwa.Pipeline.Encoding;

/// <summary>
/// The work of one call of a wide kernel: one input per lane, all equally long, hashed side by side to one chaining value each.
/// Chunks, parent nodes and small whole messages all have this form.
/// </summary>
internal unsafe struct Blake3LaneGroup
{
    /// <summary>One pointer per lane. A lane without work of its own repeats another lane's pointer; its result is ignored.</summary>
    public byte** Inputs;

    /// <summary>Blocks of 64 bytes in each input, at least one; every one of them must be readable in full.</summary>
    public int BlockCount;

    /// <summary>Bytes of the last block that count, 0..64; the rest of that block must be zero.</summary>
    public uint LastBlockBytes;

    /// <summary>Eight key words.</summary>
    public uint* Key;

    /// <summary>Counter of the first lane.</summary>
    public ulong Counter;

    /// <summary>1 when lane i has the counter <c>Counter + i</c> (chunks), 0 when all lanes share it (parents, messages).</summary>
    public uint CounterStep;

    /// <summary>Flags of every block.</summary>
    public uint Flags;

    /// <summary>Flags of the first block besides <see cref="Flags"/>.</summary>
    public uint FirstFlags;

    /// <summary>Flags of the last block besides <see cref="Flags"/>.</summary>
    public uint LastFlags;

    /// <summary>
    /// Where the next group will read, or null. The kernel asks for these lines while it computes: reading sixteen chunks side by
    /// side defeats the hardware prefetcher, and without this hint a buffer that is not in cache is hashed 1.7 times slower.
    /// Never dereferenced: it may point past the end of the input.
    /// </summary>
    public byte* Ahead;

    /// <summary>Receives 32 bytes per lane, for every lane of the kernel, idle or not.</summary>
    public byte* ChainingValues;
}
