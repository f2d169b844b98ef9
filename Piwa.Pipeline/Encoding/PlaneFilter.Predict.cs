using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Piwa.Pipeline.Encoding;

/// <content>Differences to the prediction, and back. All arithmetic is modulo 2^bits.</content>
public static unsafe partial class PlaneFilter
{
    private static void Predict<T>(T* current, int left, int up, int count, T* differences, int vectorBytes)
        where T : unmanaged, IBinaryInteger<T>
    {
        var i = 0;
        if (vectorBytes == Vector256<byte>.Count)
            for (; i <= count - Vector256<T>.Count; i += Vector256<T>.Count)
            {
                var difference = Vector256.Load(current + i);
                if (left != 0)
                    difference -= Vector256.Load(current + i - left);
                if (up != 0)
                    difference -= Vector256.Load(current + i - up);
                if (left != 0 && up != 0)
                    difference += Vector256.Load(current + i - left - up);
                Fold(difference).Store(differences + i);
            }
        else if (vectorBytes == Vector128<byte>.Count)
            for (; i <= count - Vector128<T>.Count; i += Vector128<T>.Count)
            {
                var difference = Vector128.Load(current + i);
                if (left != 0)
                    difference -= Vector128.Load(current + i - left);
                if (up != 0)
                    difference -= Vector128.Load(current + i - up);
                if (left != 0 && up != 0)
                    difference += Vector128.Load(current + i - left - up);
                Fold(difference).Store(differences + i);
            }

        for (; i < count; i++)
        {
            var difference = current[i];
            if (left != 0)
                difference -= current[i - left];
            if (up != 0)
                difference -= current[i - up];
            if (left != 0 && up != 0)
                difference += current[i - left - up];
            differences[i] = sizeof(T) == 1 ? difference : (difference << 1) ^ (difference >> (8 * sizeof(T) - 1));
        }
    }

    /// <summary>
    /// Small differences of either sign become small numbers, so that their upper bytes are zero and not zero or 255 in turns. A
    /// difference of one byte has no upper byte.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Fold<T>(Vector256<T> difference)
        where T : unmanaged =>
        sizeof(T) == 1 ? difference : (difference << 1) ^ (difference >> (8 * sizeof(T) - 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Fold<T>(Vector128<T> difference)
        where T : unmanaged =>
        sizeof(T) == 1 ? difference : (difference << 1) ^ (difference >> (8 * sizeof(T) - 1));

    private static void Unfold<T>(T* elements, int count, int vectorBytes)
        where T : unmanaged, IBinaryInteger<T>
    {
        var i = 0;
        if (vectorBytes == Vector256<byte>.Count)
            for (; i <= count - Vector256<T>.Count; i += Vector256<T>.Count)
            {
                var folded = Vector256.Load(elements + i);
                ((folded >>> 1) ^ -(folded & Vector256<T>.One)).Store(elements + i);
            }
        else if (vectorBytes == Vector128<byte>.Count)
            for (; i <= count - Vector128<T>.Count; i += Vector128<T>.Count)
            {
                var folded = Vector128.Load(elements + i);
                ((folded >>> 1) ^ -(folded & Vector128<T>.One)).Store(elements + i);
            }

        for (; i < count; i++)
            elements[i] = (elements[i] >>> 1) ^ (T.Zero - (elements[i] & T.One));
    }

    private static void Add<T>(T* differences, T* up, int count, T* target, int vectorBytes)
        where T : unmanaged, IBinaryInteger<T>
    {
        var i = 0;
        if (vectorBytes == Vector256<byte>.Count)
            for (; i <= count - Vector256<T>.Count; i += Vector256<T>.Count)
                (Vector256.Load(differences + i) + Vector256.Load(up + i)).Store(target + i);
        else if (vectorBytes == Vector128<byte>.Count)
            for (; i <= count - Vector128<T>.Count; i += Vector128<T>.Count)
                (Vector128.Load(differences + i) + Vector128.Load(up + i)).Store(target + i);
        for (; i < count; i++)
            target[i] = differences[i] + up[i];
    }

    /// <summary>
    /// Running sums of each channel along a row, from <paramref name="sums"/> on and into it. With vectors: each element receives the
    /// sum of the pixels of its vector up to itself in log2 steps, by adding the vector shifted by one, two, four, eight pixels; then
    /// the sums of the pixels before.
    /// </summary>
    private static void SumAlongRow<T>(T* elements, int count, int channels, T* sums, int vectorBytes)
        where T : unmanaged, IBinaryInteger<T>
    {
        var i = 0;
        var pixelBytes = channels * sizeof(T);
        if (vectorBytes > 0 && pixelBytes < Vector128<byte>.Count && BitOperations.IsPow2(pixelBytes))
        {
            var before = Vector128.Load(sums);
            // Element k of the sums so far is channel k % channels of the last pixel.
            var lastPixel = Vector128<byte>.Indices & Vector128.Create((byte)(pixelBytes - 1));
            before = Vector128.Shuffle(before.AsByte(), lastPixel).As<byte, T>();
            lastPixel |= Vector128.Create((byte)(Vector128<byte>.Count - pixelBytes));
            for (; i <= count - Vector128<T>.Count; i += Vector128<T>.Count)
            {
                var sum = Vector128.Load(elements + i);
                // Indices below 0 wrap to 128 and above, for which a shuffle gives 0.
                for (var shift = pixelBytes; shift < Vector128<byte>.Count; shift *= 2)
                    sum += Vector128.ShuffleNative(sum.AsByte(), Vector128<byte>.Indices - Vector128.Create((byte)shift)).As<byte, T>();
                sum += before;
                sum.Store(elements + i);
                before = Vector128.ShuffleNative(sum.AsByte(), lastPixel).As<byte, T>();
            }

            before.Store(sums);
        }

        for (; i < count; i += channels)
            for (var channel = 0; channel < channels; channel++)
                elements[i + channel] = sums[channel] += elements[i + channel];
    }
}
