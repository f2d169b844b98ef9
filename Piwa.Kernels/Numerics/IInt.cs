namespace Piwa.Kernels.Numerics;

/// <summary>The 32-bit integer of a kernel body, as wide as its <see cref="IFloat{F,I,M}"/>. Arithmetic wraps.</summary>
/// <inheritdoc cref="IFloat{F,I,M}" path="/typeparam"/>
internal unsafe interface IInt<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>How many values one register holds.</summary>
    static abstract int Width { get; }

    /// <summary>The same value in all positions.</summary>
    static abstract implicit operator I(int value);

    static abstract I operator +(I a, I b);
    static abstract I operator -(I a, I b);

    /// <summary>The low 32 bits of the product.</summary>
    static abstract I operator *(I a, I b);

    static abstract I operator &(I a, I b);
    static abstract I operator |(I a, I b);
    static abstract I operator ^(I a, I b);
    static abstract I operator <<(I a, int count);

    /// <summary>Arithmetic shift: copies of the sign bit come in.</summary>
    static abstract I operator >>(I a, int count);

    /// <summary>Logical shift: zeros come in.</summary>
    static abstract I operator >>>(I a, int count);

    static abstract M operator <(I a, I b);
    static abstract M operator >(I a, I b);

    static abstract M Equal(I a, I b);
    static abstract I Min(I a, I b);
    static abstract I Max(I a, I b);

    /// <summary><paramref name="yes"/> where the mask is set, else <paramref name="no"/>.</summary>
    static abstract I Select(M mask, I yes, I no);

    /// <summary><c>start, start + 1, start + 2, ...</c></summary>
    static abstract I Sequence(int start);

    /// <summary>Rounds towards zero; saturates outside of the range of a 32-bit integer; NaN gives the largest integer.</summary>
    static abstract I Truncate(F value);

    /// <summary>The bits of the float, read as an integer.</summary>
    static abstract I FromBits(F value);

    /// <summary>The value at the first position whose mask is set. At least one must be.</summary>
    static abstract int First(M mask, I value);

    static abstract I Load(int* source);
    static abstract void Store(int* target, I value);

    /// <inheritdoc cref="IFloat{F,I,M}.LoadBlock"/>
    static abstract I LoadBlock(int* source, int stride);

    static abstract void StoreBlock(int* target, int stride, I value);

    /// <summary>Writes the low 16 bits of each value.</summary>
    static abstract void Store(ushort* target, I value);

    /// <summary>Reads <c>source[index]</c> for every position.</summary>
    static abstract I Gather(int* source, I index);

    /// <summary>
    /// Reads <c>source[index]</c> for every position, zero-extended. Wide versions read four bytes at each index: the buffer has
    /// <see cref="NarrowGather.PaddingBytes"/> readable bytes behind its last element.
    /// </summary>
    static abstract I Gather(ushort* source, I index);

    /// <inheritdoc cref="Gather(ushort*, I)"/>
    static abstract I Gather(byte* source, I index);
}

/// <summary>How the values of a register lie in two dimensions: four side by side, or all where there are fewer.</summary>
internal static class Block
{
    public const int ColumnBits = 2;
    private const int MostColumns = 1 << ColumnBits;

    public static int Width(int values) => values < MostColumns ? values : MostColumns;

    public static int Height(int values) => values / Width(values);
}

/// <summary>What gathers from arrays of narrow elements ask of their buffers.</summary>
internal static class NarrowGather
{
    /// <summary>A gather of bytes or 16-bit words reads a whole 32-bit word at each index.</summary>
    public const int PaddingBytes = 3;
}
