using System.Buffers;
using System.Runtime.CompilerServices;

namespace Piwa.Pipeline.Shards;

/// <summary>An array of the shared pool, as long as it was asked for. Disposing it gives it back, once.</summary>
internal readonly struct Rented<T>(int length) : IDisposable
{
    private readonly T[] _array = ArrayPool<T>.Shared.Rent(length);

    public Memory<T> Memory => _array.AsMemory(0, length);

    public Span<T> Span => _array.AsSpan(0, length);

    public void Dispose() => ArrayPool<T>.Shared.Return(_array, RuntimeHelpers.IsReferenceOrContainsReferences<T>());
}
