using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Piwa.Pipeline.Encoding;

/// <content>Symbols to streams by kind, and streams to bytes: most symbols of easy kinds are 0, and a bit tells that.</content>
internal sealed unsafe partial class PyramidFilter
{
    // Kinds below this, and upper bytes of all, have a bit for each symbol, and only what is not 0 follows.
    private const int FlaggedKinds = 5;

    private const int BitsOfFlags = 8;

    /// <summary>Puts each symbol that the gate lets pass to the end of its kind's stream.</summary>
    /// <param name="symbols">Symbols of a row; what follows is read, and does not count.</param>
    /// <param name="kinds">Kind of each.</param>
    /// <param name="gate">Lets pass where it is not 0; null lets all pass.</param>
    /// <param name="count">Symbols of the row.</param>
    /// <param name="ends">Ends of streams by kind; behind them is slack.</param>
    private static void Scatter<T>(T* symbols, T* kinds, T* gate, int count, T** ends) where T : unmanaged, IBinaryInteger<T>
    {
        if (Avx512Vbmi2.IsSupported)
            ScatterByKind(symbols, kinds, gate, count, ends);
        else
            ScatterInTurn(symbols, kinds, gate, count, ends);
    }

    /// <summary>Kind after kind, 64 bytes of symbols at a time.</summary>
    internal static void ScatterByKind<T>(T* symbols, T* kinds, T* gate, int count, T** ends) where T : unmanaged, IBinaryInteger<T>
    {
        for (int x = 0; x < count; x += Vector512<T>.Count)
        {
            T left = T.CreateTruncating(Math.Min(count - x, Vector512<T>.Count));
            Vector512<T> passes = Vector512.LessThan(Vector512<T>.Indices, Vector512.Create(left));
            if (gate is not null)
                passes = Vector512.AndNot(passes, Vector512.Equals(Vector512.Load(gate + x), Vector512<T>.Zero));
            if (passes == Vector512<T>.Zero)
                continue;

            Vector512<T> row = Vector512.Load(symbols + x), kindsOfRow = Vector512.Load(kinds + x);
            for (int kind = 0; kind < KindCount; kind++)
            {
                Vector512<T> isOfKind = passes & Vector512.Equals(kindsOfRow, Vector512.Create(T.CreateTruncating(kind)));
                T* end = ends[kind];
                Compress(row, isOfKind).Store(end);
                ends[kind] = end + BitOperations.PopCount(isOfKind.ExtractMostSignificantBits());
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Compress<T>(Vector512<T> values, Vector512<T> mask) where T : unmanaged => typeof(T) == typeof(byte)
        ? Avx512Vbmi2.Compress(Vector512<byte>.Zero, mask.AsByte(), values.AsByte()).As<byte, T>()
        : Avx512Vbmi2.Compress(Vector512<ushort>.Zero, mask.AsUInt16(), values.AsUInt16()).As<ushort, T>();

    /// <summary>Symbol after symbol, where they are not all of one kind.</summary>
    internal static void ScatterInTurn<T>(T* symbols, T* kinds, T* gate, int count, T** ends) where T : unmanaged, IBinaryInteger<T>
    {
        int x = 0;
        for (; x <= count - Vector256<T>.Count; x += Vector256<T>.Count)
        {
            Vector256<T> closed = gate is null ? Vector256<T>.Zero : Vector256.Equals(Vector256.Load(gate + x), Vector256<T>.Zero);
            if (closed == Vector256<T>.AllBitsSet)
                continue;

            if (closed == Vector256<T>.Zero && Vector256.Load(kinds + x) == Vector256.Create(kinds[x]))
            {
                T** end = ends + int.CreateTruncating(kinds[x]);
                Vector256.Load(symbols + x).Store(*end);
                *end += Vector256<T>.Count;
            }
            else
                ScatterEach(symbols + x, kinds + x, gate is null ? null : gate + x, Vector256<T>.Count, ends);
        }

        ScatterEach(symbols + x, kinds + x, gate is null ? null : gate + x, count - x, ends);
    }

    private static void ScatterEach<T>(T* symbols, T* kinds, T* gate, int count, T** ends) where T : unmanaged, IBinaryInteger<T>
    {
        for (int x = 0; x < count; x++)
        {
            // Written in any case, and kept where it passes: no branch to miss.
            T** slot = ends + int.CreateTruncating(kinds[x]);
            T* end = *slot;
            *end = symbols[x];
            *slot = end + (gate is null || gate[x] != T.Zero ? 1 : 0);
        }
    }

    /// <summary>Writes a stream; behind its symbols is slack.</summary>
    /// <returns>Where the next one begins.</returns>
    private int WriteStream<T>(int kind, T* symbols, int count, byte* blob, int at) where T : unmanaged
    {
        new Span<T>(symbols + count, PyramidPlan.Slack).Clear();
        byte* target = blob + at;
        for (int index = 0; index < sizeof(T); index++)
        {
            bool isFlagged = index > 0 || kind < FlaggedKinds;
            byte* flags = target;
            if (isFlagged)
            {
                target += (count + BitsOfFlags - 1) / BitsOfFlags;
                _ends.Add((int)(target - blob));
            }

            for (int i = 0; i < count; i += Vector256<byte>.Count)
            {
                Vector256<byte> bytes = BytesOf(symbols + i, index);
                int left = Math.Min(count - i, Vector256<byte>.Count);
                if (!isFlagged)
                {
                    bytes.Store(target);
                    target += left;
                    continue;
                }

                uint present = ~Vector256.Equals(bytes, Vector256<byte>.Zero).ExtractMostSignificantBits();
                int flagBytes = (left + BitsOfFlags - 1) / BitsOfFlags;
                for (int k = 0; k < flagBytes; k++)
                    *flags++ = (byte)(present >> (BitsOfFlags * k));
                if (present == uint.MaxValue)
                {
                    bytes.Store(target);
                    target += Vector256<byte>.Count;
                    continue;
                }

                for (; present != 0; present &= present - 1)
                    *target++ = *((byte*)(symbols + i + BitOperations.TrailingZeroCount(present)) + index);
            }

            _ends.Add((int)(target - blob));
        }

        return (int)(target - blob);
    }

    /// <summary>The lowest bytes of so many symbols, or the second lowest.</summary>
    private static Vector256<byte> BytesOf<T>(T* symbols, int index) where T : unmanaged
    {
        if (sizeof(T) == sizeof(byte))
            return Vector256.Load((byte*)symbols);

        Vector256<ushort> first = Vector256.Load((ushort*)symbols), second = Vector256.Load((ushort*)symbols + Vector256<ushort>.Count);
        return index == 0
            ? Vector256.Narrow(first & Vector256.Create((ushort)byte.MaxValue), second & Vector256.Create((ushort)byte.MaxValue))
            : Vector256.Narrow(first >>> 8, second >>> 8);
    }

    /// <summary>The opposite of <see cref="WriteStream"/>.</summary>
    /// <exception cref="FormatException">The blob ends before its streams do.</exception>
    private static int ReadStream<T>(int kind, ReadOnlySpan<byte> blob, int at, T* symbols, int count) where T : unmanaged
    {
        new Span<T>(symbols, count).Clear();
        for (int index = 0; index < sizeof(T); index++)
        {
            byte* target = (byte*)symbols + index;
            if (index == 0 && kind >= FlaggedKinds)
            {
                foreach (byte value in Take(blob, ref at, count))
                {
                    *target = value;
                    target += sizeof(T);
                }

                continue;
            }

            ReadOnlySpan<byte> flags = Take(blob, ref at, (count + BitsOfFlags - 1) / BitsOfFlags);
            if (count % BitsOfFlags != 0 && flags[^1] >> (count % BitsOfFlags) != 0)
                throw new FormatException("A pyramid blob flags symbols behind the last one.");
            int present = 0;
            foreach (byte flag in flags)
                present += BitOperations.PopCount(flag);
            ReadOnlySpan<byte> values = Take(blob, ref at, present);
            int next = 0;
            for (int i = 0; i < flags.Length; i++)
            {
                for (uint flag = flags[i]; flag != 0; flag &= flag - 1)
                    target[((i * BitsOfFlags) + BitOperations.TrailingZeroCount(flag)) * sizeof(T)] = values[next++];
            }
        }

        return at;
    }

    private static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> blob, ref int at, int length)
    {
        if (length > blob.Length - at)
            throw new FormatException($"A pyramid blob ends at {blob.Length} bytes, within a stream.");
        at += length;
        return blob.Slice(at - length, length);
    }
}
