using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using StringBuilder = System.Text.StringBuilder;

namespace Piwa.Pipeline.Exports;

/// <summary>
/// Reads and writes arrays as <c>.npy</c> files. Source: NumPy, <c>numpy/lib/format.py</c>, versions 1.0 to 3.0; little-endian, C order.
/// </summary>
public static partial class Npy
{
    private const int Alignment = 64;
    private const int PrefixLength = 10; // magic, version, length of the header in 16 bits
    private const int MaxHeaderLength = 1 << 16;

    private static readonly (Type Type, string Code, int Bytes)[] Types =
    [
        (typeof(Half), "<f2", 2), (typeof(float), "<f4", 4), (typeof(double), "<f8", 8), (typeof(bool), "|b1", 1),
        (typeof(sbyte), "|i1", 1), (typeof(short), "<i2", 2), (typeof(int), "<i4", 4), (typeof(long), "<i8", 8),
        (typeof(byte), "|u1", 1), (typeof(ushort), "<u2", 2), (typeof(uint), "<u4", 4), (typeof(ulong), "<u8", 8),
    ];

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Writes an array.</summary>
    /// <typeparam name="T"><see cref="Half"/>, <see cref="float"/>, <see cref="double"/>, <see cref="bool"/> or an integer.</typeparam>
    /// <param name="target">Receives the file.</param>
    /// <param name="values">The elements, the last index fastest.</param>
    /// <param name="shape">Length by index; none for a single number.</param>
    /// <exception cref="ArgumentException">The shape does not hold that many elements, or NumPy has no such type.</exception>
    public static void Write<T>(Stream target, ReadOnlySpan<T> values, params ReadOnlySpan<int> shape) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(target);
        int index = Array.FindIndex(Types, entry => entry.Type == typeof(T));
        if (index < 0)
            throw new ArgumentException($"There is no .npy type for {typeof(T).Name}.");
        if (Count(shape) != values.Length)
            throw new ArgumentException($"The shape ({string.Join(", ", shape.ToArray())}) does not hold {values.Length} elements.", nameof(shape));

        var lengths = new StringBuilder();
        foreach (int length in shape)
            lengths.Append(CultureInfo.InvariantCulture, $"{length}, ");
        string tuple = shape.Length > 1 ? lengths.ToString(0, lengths.Length - 2) : lengths.ToString().TrimEnd();
        string header = $"{{'descr': '{Types[index].Code}', 'fortran_order': False, 'shape': ({tuple}), }}";
        int length64 = (PrefixLength + header.Length + 1 + Alignment - 1) / Alignment * Alignment;
        header = header.PadRight(length64 - PrefixLength - 1) + "\n";

        Span<byte> prefix = stackalloc byte[PrefixLength];
        Magic.CopyTo(prefix);
        (prefix[6], prefix[7]) = (1, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(prefix[8..], (ushort)header.Length);
        target.Write(prefix);
        target.Write(System.Text.Encoding.ASCII.GetBytes(header));
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Arrays are written as they lie in memory, which must be little-endian.");
        target.Write(MemoryMarshal.AsBytes(values));
    }

    /// <summary>Reads an array.</summary>
    /// <param name="source">The file, at the array's beginning; afterwards behind its end.</param>
    /// <exception cref="InvalidDataException">The file is damaged, of a type that is not read, big-endian or in Fortran order.</exception>
    public static NpyArray Read(Stream source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Read(source, Array.MaxLength);
    }

    /// <inheritdoc cref="Read(Stream)"/>
    /// <param name="source">The file.</param>
    /// <param name="mostBytes">The most that a file can have whose length is not known: an array that claims more is refused before memory is taken.</param>
    internal static NpyArray Read(Stream source, long mostBytes)
    {
        try
        {
            return ReadArray(source, mostBytes);
        }
        catch (EndOfStreamException end)
        {
            throw new InvalidDataException("The .npy file ends too early.", end);
        }
    }

    private static NpyArray ReadArray(Stream source, long mostBytes)
    {
        Span<byte> prefix = stackalloc byte[8];
        source.ReadExactly(prefix);
        if (!prefix.StartsWith(Magic) || prefix[6] is < 1 or > 3)
            throw new InvalidDataException("The file is no .npy file of version 1 to 3.");

        Span<byte> size = stackalloc byte[prefix[6] == 1 ? sizeof(ushort) : sizeof(uint)];
        source.ReadExactly(size);
        uint headerLength = size.Length == sizeof(ushort) ? BinaryPrimitives.ReadUInt16LittleEndian(size) : BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (headerLength > MaxHeaderLength)
            throw new InvalidDataException($"The .npy header has {headerLength} bytes; at most {MaxHeaderLength} are read.");
        var bytes = new byte[headerLength];
        source.ReadExactly(bytes);

        string header = System.Text.Encoding.UTF8.GetString(bytes);
        Match descr = DescrEntry().Match(header), order = OrderEntry().Match(header), shape = ShapeEntry().Match(header);
        if (!descr.Success || !order.Success || !shape.Success)
            throw new InvalidDataException($"The .npy header is not understood: {header.TrimEnd()}");
        int index = Array.FindIndex(Types, entry => entry.Code == descr.Groups[1].Value);
        if (index < 0)
            throw new InvalidDataException($"The .npy type '{descr.Groups[1].Value}' is not read.");
        if (order.Groups[1].Value == "True")
            throw new InvalidDataException("The .npy array is in Fortran order, which is not read.");

        return new NpyArray(Types[index].Type, Lengths(shape.Groups[1].Value, out long count), ReadElements(source, count * Types[index].Bytes, mostBytes));
    }

    private static byte[] ReadElements(Stream source, long length, long mostBytes)
    {
        if (length > Array.MaxLength)
            throw new InvalidDataException($"The .npy array has {length} bytes; at most {Array.MaxLength} are read.");
        long there = source.CanSeek ? source.Length - source.Position : mostBytes;
        if (length > there)
            throw new InvalidDataException($"The .npy array has {length} bytes, of which {there} are there.");
        var elements = new byte[length];
        source.ReadExactly(elements);
        return elements;
    }

    private static int[] Lengths(string tuple, out long count)
    {
        var lengths = new List<int>();
        foreach (string part in tuple.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int length))
                throw new InvalidDataException($"The .npy shape ({tuple}) is not understood.");
            lengths.Add(length);
        }

        count = Count(CollectionsMarshal.AsSpan(lengths));
        return [.. lengths];
    }

    /// <summary>Elements of a shape; more than an array can have, when there are too many.</summary>
    private static long Count(ReadOnlySpan<int> shape)
    {
        long count = 1;
        foreach (int length in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length);
            count = Math.Min(count * length, int.MaxValue + 1L);
        }

        return count;
    }

    [GeneratedRegex(@"['""]descr['""]\s*:\s*['""]([^'""]*)['""]")]
    private static partial Regex DescrEntry();

    [GeneratedRegex(@"['""]fortran_order['""]\s*:\s*(True|False)")]
    private static partial Regex OrderEntry();

    [GeneratedRegex(@"['""]shape['""]\s*:\s*\(([^)]*)\)")]
    private static partial Regex ShapeEntry();
}
