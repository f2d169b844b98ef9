using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Piwa.Pipeline.Encoding;

/// <content>
/// The same rule but for the last bytes of a block: there is room behind every place, so literals are copied and matches compared by
/// vectors, and nothing asks for the end. What takes the time are branches that nobody can foresee: lengths are written without any,
/// but for the rare ones of more than a byte. And registers: no call is made on the way.
/// </content>
internal static unsafe partial class Lz4Block
{
    /// <summary>
    /// So far before the end it stops. What is written stays behind what is read, but for one byte in 255 literals, 257 in a block;
    /// the rest is room for vectors, tokens and the last looks.
    /// </summary>
    private const int WideMargin = 340;

    private const int LooksOfFirstStep = 1 << LooksOfStepLog;

    [MethodImpl(Compiled.AtOnce)]
    private static int EncodeWide(byte* source, nint length, byte* target, ushort* table)
    {
        nint wideEnd = length - WideMargin, anchor = 0, place = 1, match;
        byte* output = target;
        while (true)
        {
            // Two looks of step 1 out of one load.
            nint pairsEnd = Math.Min(wideEnd, anchor + LooksOfFirstStep - 1);
            while (place <= pairsEnd)
            {
                ulong value = Load(source + place);
                if (Look(source, table, place, value, out match))
                    goto Found;
                place++;
                if (Look(source, table, place, value >> 8, out match))
                    goto Found;
                place++;
            }

            nint step = 1;
            for (int looks = LooksOfFirstStep + (int)(place - anchor) - 1; ; looks++)
            {
                if (place + step > length - LastLooks)
                    goto Last;
                if (Look(source, table, place, Load(source + place), out match))
                    break;
                place += step;
                step = looks >> LooksOfStepLog;
            }

        Found:
            while (place > anchor && match > 0 && source[place - 1] == source[match - 1])
            {
                place--;
                match--;
            }

            if (place > wideEnd)
                return EncodeRest(source, length, target, table, output, anchor, place, match);

            nint literals = place - anchor;
            byte* token = output;
            int tokenBits = ShortLength(literals) << LengthBits;
            output = WriteExtraWide(output + 1, literals - LongLength);
            byte* from = source + anchor, to = output;
            output += literals;
            do
            {
                Vector256.Load(from).Store(to);
                from += Vector256<byte>.Count;
                to += Vector256<byte>.Count;
            }
            while (to < output);

            while (true)
            {
                Unsafe.WriteUnaligned(output, (ushort)(place - match));
                output += sizeof(ushort);
                place += MinMatch;
                match += MinMatch;
                ulong difference = Load(source + place) ^ Load(source + match);
                if (difference != 0)
                {
                    int more = BitOperations.TrailingZeroCount(difference) >> 3;
                    *token = (byte)(tokenBits | more);
                    place += more;
                }
                else
                {
                    nint start = place, vectorsEnd = length - LastLiterals - Vector256<byte>.Count;
                    uint same = uint.MaxValue;
                    for (; place <= vectorsEnd; place += Vector256<byte>.Count, match += Vector256<byte>.Count)
                    {
                        same = Vector256.Equals(Vector256.Load(source + place), Vector256.Load(source + match)).ExtractMostSignificantBits();
                        if (same != uint.MaxValue)
                            break;
                    }

                    int rest = BitOperations.TrailingZeroCount(~same) & (Vector256<byte>.Count - 1);
                    place += rest;
                    match += rest;
                    for (; place > vectorsEnd && place < length - LastLiterals && source[place] == source[match]; match++)
                        place++;
                    nint more = place - start;
                    *token = (byte)(tokenBits | ShortLength(more));
                    output = WriteExtraWide(output, more - LongLength);
                    if (place >= length - LastLooks)
                    {
                        anchor = place;
                        goto Last;
                    }
                }

                table[Hash(Load(source + place - 2))] = (ushort)(place - 2);
                if (!Look(source, table, place, Load(source + place), out match))
                    break;
                if (place > wideEnd)
                    return EncodeRest(source, length, target, table, output, place, place, match);

                token = output++;
                tokenBits = 0;
            }

            anchor = place++;
        }

    Last:
        return WriteLast(source + anchor, (int)(length - anchor), target, output, target + length);
    }

    /// <summary>The smaller of a length and the highest value of four bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ShortLength(nint length)
    {
        nint over = length - LongLength;
        return (int)(LongLength + (over & (over >> 63)));
    }

    /// <summary>What is left of a length, which is below 0 where nothing is: then a byte is written that the next one covers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* WriteExtraWide(byte* output, nint rest)
    {
        if (rest >= byte.MaxValue)
            return WriteExtra(output, rest);
        *output = (byte)rest;
        return output + 1 + (rest >> 63);
    }
}
