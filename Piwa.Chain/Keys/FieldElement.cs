using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Piwa.Chain.Keys;

/// <summary>An integer modulo p = 2^255 - 19, in four little-endian 64-bit words. Any value below 2^256 stands for its residue.</summary>
/// <remarks>Variable time: it sees only public data.</remarks>
internal readonly struct FieldElement(ulong word0, ulong word1, ulong word2, ulong word3)
{
    public const int WordCount = 4;

    /// <summary>2^256 = 38 modulo p, so words above the fourth fold back multiplied by 38.</summary>
    private const ulong Fold = 38;

    /// <summary>2^255 = 19 modulo p.</summary>
    private const ulong FoldTopBit = 19;

    private const ulong TopBit = 1UL << 63;

    public ulong Word0 { get; } = word0;

    public ulong Word1 { get; } = word1;

    public ulong Word2 { get; } = word2;

    public ulong Word3 { get; } = word3;

    public static FieldElement One => new(1, 0, 0, 0);

    /// <summary>Reads 32 little-endian bytes without their topmost bit, which a compressed point uses for the sign of x.</summary>
    public static FieldElement ReadIgnoringTopBit(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]) & ~TopBit);

    public static FieldElement operator +(in FieldElement left, in FieldElement right)
    {
        ulong carry = 0;
        ulong word0 = AddWithCarry(left.Word0, right.Word0, ref carry);
        ulong word1 = AddWithCarry(left.Word1, right.Word1, ref carry);
        ulong word2 = AddWithCarry(left.Word2, right.Word2, ref carry);
        ulong word3 = AddWithCarry(left.Word3, right.Word3, ref carry);
        return FoldIn(word0, word1, word2, word3, carry * Fold);
    }

    /// <summary>The product, by rows: 16 word products, then 2^256 folds to 38.</summary>
    public static FieldElement operator *(in FieldElement left, in FieldElement right)
    {
        ulong carry = 0;
        ulong p0 = MultiplyAdd(left.Word0, right.Word0, 0, ref carry);
        ulong p1 = MultiplyAdd(left.Word0, right.Word1, 0, ref carry);
        ulong p2 = MultiplyAdd(left.Word0, right.Word2, 0, ref carry);
        ulong p3 = MultiplyAdd(left.Word0, right.Word3, 0, ref carry);
        ulong p4 = carry;

        carry = 0;
        p1 = MultiplyAdd(left.Word1, right.Word0, p1, ref carry);
        p2 = MultiplyAdd(left.Word1, right.Word1, p2, ref carry);
        p3 = MultiplyAdd(left.Word1, right.Word2, p3, ref carry);
        p4 = MultiplyAdd(left.Word1, right.Word3, p4, ref carry);
        ulong p5 = carry;

        carry = 0;
        p2 = MultiplyAdd(left.Word2, right.Word0, p2, ref carry);
        p3 = MultiplyAdd(left.Word2, right.Word1, p3, ref carry);
        p4 = MultiplyAdd(left.Word2, right.Word2, p4, ref carry);
        p5 = MultiplyAdd(left.Word2, right.Word3, p5, ref carry);
        ulong p6 = carry;

        carry = 0;
        p3 = MultiplyAdd(left.Word3, right.Word0, p3, ref carry);
        p4 = MultiplyAdd(left.Word3, right.Word1, p4, ref carry);
        p5 = MultiplyAdd(left.Word3, right.Word2, p5, ref carry);
        p6 = MultiplyAdd(left.Word3, right.Word3, p6, ref carry);
        ulong p7 = carry;

        carry = 0;
        p0 = MultiplyAdd(p4, Fold, p0, ref carry);
        p1 = MultiplyAdd(p5, Fold, p1, ref carry);
        p2 = MultiplyAdd(p6, Fold, p2, ref carry);
        p3 = MultiplyAdd(p7, Fold, p3, ref carry);
        return FoldIn(p0, p1, p2, p3, carry * Fold);
    }

    /// <summary>The residue itself: below p.</summary>
    public FieldElement Canonical()
    {
        // Below 2^255 after the first fold of the top bit; p or more only if adding 19 reaches 2^255.
        FieldElement folded = new FieldElement(Word0, Word1, Word2, Word3 & ~TopBit).PlusSmall((Word3 >> 63) * FoldTopBit);
        folded = new FieldElement(folded.Word0, folded.Word1, folded.Word2, folded.Word3 & ~TopBit)
            .PlusSmall((folded.Word3 >> 63) * FoldTopBit);
        FieldElement shifted = folded.PlusSmall(FoldTopBit);
        return (shifted.Word3 & TopBit) == 0
            ? folded
            : new FieldElement(shifted.Word0, shifted.Word1, shifted.Word2, shifted.Word3 & ~TopBit);
    }

    /// <summary>Adds a small number to a value that leaves room for it below 2^256.</summary>
    private FieldElement PlusSmall(ulong addend)
    {
        ulong carry = 0;
        ulong word0 = AddWithCarry(Word0, addend, ref carry);
        ulong word1 = AddWithCarry(Word1, 0, ref carry);
        ulong word2 = AddWithCarry(Word2, 0, ref carry);
        return new FieldElement(word0, word1, word2, Word3 + carry);
    }

    /// <summary>Adds what folded back from above 2^256; where that carries once more, the words are small and 38 ends it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FieldElement FoldIn(ulong word0, ulong word1, ulong word2, ulong word3, ulong addend)
    {
        ulong carry = 0;
        word0 = AddWithCarry(word0, addend, ref carry);
        word1 = AddWithCarry(word1, 0, ref carry);
        word2 = AddWithCarry(word2, 0, ref carry);
        word3 = AddWithCarry(word3, 0, ref carry);
        return new FieldElement(word0 + (carry * Fold), word1, word2, word3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong AddWithCarry(ulong left, ulong right, ref ulong carry)
    {
        ulong sum = left + right;
        ulong overflow = sum < left ? 1UL : 0UL;
        ulong total = sum + carry;
        carry = overflow + (total < sum ? 1UL : 0UL);
        return total;
    }

    /// <summary>Low word of left * right + addend + carry; the high word becomes the carry. It cannot overflow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MultiplyAdd(ulong left, ulong right, ulong addend, ref ulong carry)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        low += addend;
        high += low < addend ? 1UL : 0UL;
        low += carry;
        carry = high + (low < carry ? 1UL : 0UL);
        return low;
    }
}
