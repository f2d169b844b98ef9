using System.Buffers.Binary;

namespace Piwa.Tests.Fuzzing;

/// <summary>Makes inputs out of others: the same ones for the same seed.</summary>
/// <param name="random">What is done, and where.</param>
internal sealed class Mutator(Random random)
{
    private const int MostSteps = 6;

    private static readonly long[] Numbers =
    [
        0, 1, -1, 2, 7, 8, 15, 16, 31, 32, 63, 64, 100, 127, 128, 255, 256, 1024, 4096, 32767, 32768, 65535, 65536, (1 << 24) - 1, 1 << 24,
        int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, long.MaxValue, long.MinValue, -2, 0x7FFF_FFFF_FFFF,
    ];

    /// <summary>Makes an input.</summary>
    /// <param name="target">What it is for.</param>
    /// <param name="corpus">Inputs to start from; at least one.</param>
    public byte[] Next(FuzzTarget target, IReadOnlyList<byte[]> corpus)
    {
        List<byte> bytes = [.. corpus[random.Next(corpus.Count)]];
        for (int steps = 1 + random.Next(MostSteps); steps > 0; steps--)
        {
            if (target.Form == FuzzForm.Json && random.Next(2) == 0)
                JsonMutation.Apply(bytes, random);
            else
                Apply(bytes, corpus, target.Form);
        }

        if (bytes.Count > target.MaxBytes)
            bytes.RemoveRange(target.MaxBytes, bytes.Count - target.MaxBytes);
        return [.. bytes];
    }

    private void Apply(List<byte> bytes, IReadOnlyList<byte[]> corpus, FuzzForm form)
    {
        int at = random.Next(bytes.Count + 1), left = bytes.Count - at;
        switch (random.Next(form == FuzzForm.Binary ? 12 : 9))
        {
            case 0 when left > 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when left > 0:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2 when left > 0:
                bytes.RemoveRange(at, Length(left));
                break;
            case 3:
                bytes.InsertRange(at, RandomBytes(Length(32), form));
                break;
            case 4 when left > 0: // what stands there, twice
                bytes.InsertRange(at, bytes.GetRange(at, Length(left)));
                break;
            case 5 when left > 0:
                bytes.RemoveRange(at, left); // cut off
                break;
            case 6 when left > 0: // a part of it elsewhere
                List<byte> part = bytes.GetRange(at, Length(left));
                bytes.RemoveRange(at, part.Count);
                bytes.InsertRange(random.Next(bytes.Count + 1), part);
                break;
            case 7: // a part of another
                byte[] other = corpus[random.Next(corpus.Count)];
                int from = random.Next(other.Length + 1);
                bytes.InsertRange(at, other[from..(from + Length(other.Length - from))]);
                break;
            case 8: // the end of another
                byte[] tail = corpus[random.Next(corpus.Count)];
                bytes.RemoveRange(at, left);
                bytes.AddRange(tail[Math.Min(random.Next(2) == 0 ? at : random.Next(tail.Length + 1), tail.Length)..]);
                break;
            case 9 or 10 when left > 0:
                Overwrite(bytes, at, NumberBytes());
                break;
            case 11 when left > 0: // a number that is nearly what it was
                bytes[at] = (byte)(bytes[at] + random.Next(-16, 17));
                break;
        }
    }

    /// <summary>A number that is the first or last of its kind, in one of the forms in which numbers stand in files.</summary>
    private byte[] NumberBytes()
    {
        byte[] bytes = new byte[sizeof(long)];
        long number = Numbers[random.Next(Numbers.Length)];
        int length = 1 << random.Next(4);
        switch (random.Next(3))
        {
            case 0:
                BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
                return bytes[..length];
            case 1:
                BinaryPrimitives.WriteInt64BigEndian(bytes, number);
                return bytes[^length..];
            default: // seven bits a byte
                List<byte> groups = [];
                ulong rest = (ulong)number;
                for (; rest >= 0x80; rest >>= 7)
                    groups.Add((byte)(rest | 0x80));
                groups.Add((byte)rest);
                return [.. groups];
        }
    }

    private static void Overwrite(List<byte> bytes, int at, byte[] with)
    {
        for (int i = 0; i < with.Length && at + i < bytes.Count; i++)
            bytes[at + i] = with[i];
    }

    private byte[] RandomBytes(int count, FuzzForm form)
    {
        byte[] bytes = new byte[count];
        if (random.Next(2) == 0)
            Array.Fill(bytes, (byte)random.Next(form == FuzzForm.Binary ? 256 : 128));
        else
            random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>A length up to the most: short ones are likely.</summary>
    private int Length(int most) => most == 0 ? 0 : 1 + random.Next(1 + random.Next(most));
}
