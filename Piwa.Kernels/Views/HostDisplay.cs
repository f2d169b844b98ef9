using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Views;

/// <summary><see cref="Display{F,I,M}.Encode"/> by a table, to the bit: the host's way, to which a read is cheaper than a power.</summary>
/// <remarks>
/// A code never falls as the light grows: a test asks for each of the floats from 0 to 1. So a table of where codes rise says them all. Floats
/// with the same upper bits share an entry: their first code, and from which lower bits on it is one more.
/// </remarks>
internal static unsafe class HostDisplay<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    private const int ShiftGreen = 8, ShiftBlue = 16;

    /// <inheritdoc cref="Display{F,I,M}.Encode"/>
    [MethodImpl(Compiled.AtOnce)]
    public static I Encode(in Rgb<F, I, M> linear)
    {
        int* table = DisplayTable.Entries;
        return Channel(table, linear.R) | (Channel(table, linear.G) << ShiftGreen) | (Channel(table, linear.B) << ShiftBlue);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static I Channel(int* table, F linear)
    {
        I bits = I.FromBits(F.Max(F.Min(linear, 1f), DisplayTable.Darkest));
        I entry = I.Gather(table, (bits >>> DisplayTable.LowerBits) - DisplayTable.FirstEntry);
        M more = (bits & DisplayTable.LowerMask) > (entry >>> DisplayTable.CodeBits) - 1;
        return I.Select(more, (entry & DisplayTable.CodeMask) + 1, entry & DisplayTable.CodeMask);
    }
}

/// <summary>Codes of light by the upper bits of floats.</summary>
internal static unsafe class DisplayTable
{
    /// <summary>Bits that the floats of an entry differ in: at most one code lies between them.</summary>
    public const int LowerBits = 16;
    public const int LowerMask = (1 << LowerBits) - 1;

    /// <summary>Code in the lowest bits of an entry; above it, from which lower bits on it is one more.</summary>
    public const int CodeBits = 8;
    public const int CodeMask = (1 << CodeBits) - 1;

    /// <summary>2^-13: its code is 0, as are those of all that is darker.</summary>
    public const float Darkest = 1f / 8192f;
    public const int FirstEntry = 0x39000000 >> LowerBits;

    private const int LastEntry = 0x3F800000 >> LowerBits;

    // Never freed: it lasts as long as the process.
    private static readonly int[] Table = Make();

    /// <summary>The entries, from that of <see cref="Darkest"/> to that of 1.</summary>
    public static int* Entries { get; } = (int*)Unsafe.AsPointer(ref Table[0]);

    private static int[] Make()
    {
        int[] table = GC.AllocateUninitializedArray<int>(LastEntry + 1 - FirstEntry, pinned: true);
        for (int i = 0; i < table.Length; i++)
        {
            int first = (i + FirstEntry) << LowerBits, code = Code(first), low = 1, high = 1 << LowerBits;
            if (i < table.Length - 1)
            {
                // The first lower bits whose code is larger; one more than there are if none is.
                while (low < high)
                {
                    int middle = (low + high) / 2;
                    (low, high) = Code(first + middle) > code ? (low, middle) : (middle + 1, high);
                }
            }

            table[i] = code | (high << CodeBits);
        }

        return table;
    }

    private static int Code(int bits) => Display<FloatX1, IntX1, MaskX1>.Encode(new(BitConverter.Int32BitsToSingle(bits), 0f, 0f)).Value & CodeMask;
}
