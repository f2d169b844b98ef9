using System.Runtime.InteropServices;

namespace Piwa.Pipeline.Exports;

/// <summary>An array as NumPy has it: elements of one type, the last index fastest.</summary>
public sealed class NpyArray
{
    private readonly byte[] _bytes;

    internal NpyArray(Type elementType, int[] shape, byte[] bytes)
    {
        ElementType = elementType;
        Shape = shape;
        _bytes = bytes;
    }

    /// <summary>The type of an element: <see cref="Half"/>, <see cref="float"/>, <see cref="double"/>, <see cref="bool"/> or an integer.</summary>
    public Type ElementType { get; }

    /// <summary>Length by index; empty for a single number.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The elements.</summary>
    /// <typeparam name="T">As <see cref="ElementType"/>.</typeparam>
    /// <exception cref="InvalidOperationException">The elements are of another type.</exception>
    public ReadOnlySpan<T> Values<T>() where T : unmanaged => typeof(T) == ElementType
        ? MemoryMarshal.Cast<byte, T>(_bytes)
        : throw new InvalidOperationException($"The array holds {ElementType.Name}, not {typeof(T).Name}.");
}
