using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Piwa.Pipeline.Encoding;

/// <content>The walk over a plane, from coarse to fine; predictions, symbols, and back.</content>
internal sealed unsafe partial class PyramidFilter
{
    // Kinds of pixels: none of the four neighbours is there; some are not; all are, by how far apart they are.
    private const byte NoneKind = 0, SomeKind = 1, AllKind = 2;

    private int _rowLength;

    /// <summary>All pixels but (0, 0), which has no neighbours.</summary>
    private void EncodePlane<T>(T* bands, T* gate, T* rows, T** ends) where T : unmanaged, IBinaryInteger<T>
    {
        for (int i = _plan.LevelCount - 1; i >= 0; i--)
        {
            PyramidLevel level = _plan.Levels[i];
            int stride = level.Stride;
            for (int y = 0; y < level.OddHeight; y++)
            {
                T* even = bands + level.Even + (y * stride);
                EncodeRow(even, even + 1, even + stride, even + stride + 1, bands, level.Odd + (y * stride), level.OddWidth, gate, rows, ends);
            }

            for (int y = 0; y < level.OddHeight; y++)
            {
                T* even = bands + level.Even + (y * stride), odd = bands + level.Odd + (y * stride);
                EncodeRow(even, odd - 1, odd, even + stride, bands, level.Below + (y * stride), level.EvenWidth, gate, rows, ends);
            }

            for (int y = 0; y < level.EvenHeight; y++)
            {
                T* even = bands + level.Even + (y * stride), odd = bands + level.Odd + (y * stride);
                EncodeRow(odd - stride, even, even + 1, odd, bands, level.Beside + (y * stride), level.OddWidth, gate, rows, ends);
            }
        }
    }

    private void EncodeRow<T>(T* a, T* b, T* c, T* d, T* bands, int row, int count, T* gate, T* rows, T** ends) where T : unmanaged, IBinaryInteger<T>
    {
        T* symbols = rows, kinds = rows + _rowLength;
        for (int x = 0; x < count; x += Vector256<T>.Count)
        {
            Predict(a + x, b + x, c + x, d + x, out Vector256<T> prediction, out Vector256<T> kind);
            ToSymbols(Vector256.Load(bands + row + x), prediction).Store(symbols + x);
            kind.Store(kinds + x);
        }

        Scatter(symbols, kinds, gate is null ? null : gate + row, count, ends);
    }

    /// <summary>The opposite of <see cref="EncodePlane"/>, but that the last step, which <see cref="Join"/> does, is left.</summary>
    private void DecodePlane<T>(T first, T* bands, T* gate, T* rows, T** starts, T** ends) where T : unmanaged, IBinaryInteger<T>
    {
        new Span<T>(bands, _plan.Length).Clear();
        if (_plan.LevelCount > 0)
            bands[_plan.Levels[_plan.LevelCount - 1].Even] = first;
        for (int i = _plan.LevelCount - 1; i >= 0; i--)
        {
            PyramidLevel level = _plan.Levels[i];
            int stride = level.Stride;
            for (int y = 0; y < level.OddHeight; y++)
            {
                T* even = bands + level.Even + (y * stride);
                DecodeRow(even, even + 1, even + stride, even + stride + 1, level.Odd + (y * stride), level.OddWidth);
            }

            for (int y = 0; y < level.OddHeight; y++)
            {
                T* even = bands + level.Even + (y * stride), odd = bands + level.Odd + (y * stride);
                DecodeRow(even, odd - 1, odd, even + stride, level.Below + (y * stride), level.EvenWidth);
            }

            for (int y = 0; y < level.EvenHeight; y++)
            {
                T* even = bands + level.Even + (y * stride), odd = bands + level.Odd + (y * stride);
                DecodeRow(odd - stride, even, even + 1, odd, level.Beside + (y * stride), level.OddWidth);
            }

            if (i > 0)
                JoinLevel(level, bands, _plan.Levels[i - 1], rows);
        }

        void DecodeRow(T* a, T* b, T* c, T* d, int row, int count)
        {
            T* symbols = rows, kinds = rows + _rowLength, predictions = rows + (2 * _rowLength);
            for (int x = 0; x < count; x += Vector256<T>.Count)
            {
                Predict(a + x, b + x, c + x, d + x, out Vector256<T> prediction, out Vector256<T> kind);
                prediction.Store(predictions + x);
                kind.Store(kinds + x);
            }

            for (int x = 0; x < count; x++)
                symbols[x] = gate is null || gate[row + x] != T.Zero ? Next(int.CreateTruncating(kinds[x]), starts, ends) : T.Zero;
            for (int x = 0; x < count; x += Vector256<T>.Count)
                FromSymbols(Vector256.Load(symbols + x), Vector256.Load(predictions + x)).Store(symbols + x);
            for (int x = 0; x < count; x++)
                bands[row + x] = gate is null || gate[row + x] != T.Zero ? symbols[x] : T.Zero;
        }
    }

    private static T Next<T>(int kind, T** starts, T** ends) where T : unmanaged =>
        starts[kind] < ends[kind] ? *starts[kind]++ : throw new FormatException($"A pyramid blob has too few symbols of kind {kind}.");

    /// <summary>From a and d, which lie opposite, and b and c, which do; 0 is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Predict<T>(T* first, T* second, T* third, T* fourth, out Vector256<T> prediction, out Vector256<T> kind)
        where T : unmanaged, IBinaryInteger<T>
    {
        Vector256<T> a = Vector256.Load(first), b = Vector256.Load(second), c = Vector256.Load(third), d = Vector256.Load(fourth);
        Vector256<T> most = Vector256.Max(Vector256.Max(a, b), Vector256.Max(c, d));
        Vector256<T> least = Vector256.Min(Vector256.Min(a, b), Vector256.Min(c, d));
        a = Fill(a, most);
        b = Fill(b, most);
        c = Fill(c, most);
        d = Fill(d, most);
        Vector256<T> oneGap = Gap(a, d), otherGap = Gap(b, c), one = Mean(a, d), other = Mean(b, c);
        prediction = Vector256.ConditionalSelect(Vector256.LessThan(oneGap, otherGap), one, other);

        kind = Vector256.Create(T.CreateTruncating(AllKind));
        if (sizeof(T) == sizeof(byte))
        {
            Vector256<T> gap = Vector256.Min(oneGap, otherGap);
            kind = Above(Above(Above(Above(Above(Above(kind, gap, 1), gap, 2), gap, 4), gap, 8), gap, 16), gap, 32);
        }
        else
        {
            Vector256<T> gap = Gap(one, other);
            kind = Above(Above(Above(Above(kind, gap, 1), gap, 4), gap, 16), gap, 64);
        }

        kind = Vector256.ConditionalSelect(Vector256.Equals(least, Vector256<T>.Zero), Vector256.Create(T.CreateTruncating(SomeKind)), kind);
        kind = Vector256.AndNot(kind, Vector256.Equals(most, Vector256<T>.Zero));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Fill<T>(Vector256<T> neighbour, Vector256<T> most) where T : unmanaged =>
        Vector256.ConditionalSelect(Vector256.Equals(neighbour, Vector256<T>.Zero), most, neighbour);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Gap<T>(Vector256<T> a, Vector256<T> b) where T : unmanaged => Vector256.Max(a, b) - Vector256.Min(a, b);

    /// <summary>Rounded down, without a bit more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Mean<T>(Vector256<T> a, Vector256<T> b) where T : unmanaged => (a & b) + ((a ^ b) >>> 1);

    /// <summary>One more where the gap is at least so large.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Above<T>(Vector256<T> kind, Vector256<T> gap, int least) where T : unmanaged, IBinaryInteger<T> =>
        kind - Vector256.GreaterThanOrEqual(gap, Vector256.Create(T.CreateTruncating(least)));

    /// <summary>
    /// The folded difference to the prediction, so numbered that 0 stays that of no difference, and 1 becomes that of the value 0: at the
    /// edge of what is there, both are frequent. Those between move up by one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> ToSymbols<T>(Vector256<T> value, Vector256<T> prediction) where T : unmanaged, IBinaryInteger<T>
    {
        Vector256<T> folded = Fold(value - prediction), empty = Fold(Vector256<T>.Zero - prediction), one = Vector256<T>.One;
        Vector256<T> symbol = folded - Vector256.LessThan(folded, empty);
        symbol = Vector256.ConditionalSelect(Vector256.Equals(folded, empty), one, symbol);
        return Vector256.AndNot(symbol, Vector256.Equals(folded, Vector256<T>.Zero));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> FromSymbols<T>(Vector256<T> symbol, Vector256<T> prediction) where T : unmanaged, IBinaryInteger<T>
    {
        Vector256<T> empty = Fold(Vector256<T>.Zero - prediction), one = Vector256<T>.One;
        Vector256<T> folded = Vector256.ConditionalSelect(Vector256.Equals(symbol, one), empty, symbol - one);
        folded = Vector256.ConditionalSelect(Vector256.GreaterThan(symbol, empty), symbol, folded);
        folded = Vector256.AndNot(folded, Vector256.Equals(symbol, Vector256<T>.Zero));
        return prediction + ((folded >>> 1) ^ (Vector256<T>.Zero - (folded & one)));
    }

    /// <summary>Small differences of either sign become small numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Fold<T>(Vector256<T> difference) where T : unmanaged, IBinaryInteger<T> =>
        (difference + difference) ^ (Vector256<T>.Zero - (difference >>> ((8 * sizeof(T)) - 1)));

    private static T Fold<T>(T difference) where T : unmanaged, IBinaryInteger<T> => Fold(Vector256.Create(difference))[0];

    private static T Unfold<T>(T folded) where T : unmanaged, IBinaryInteger<T> => (folded >>> 1) ^ (T.Zero - (folded & T.One));
}
