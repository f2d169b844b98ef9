namespace Piwa.Chain.Provenance.Rocks;

/// <summary>What is written together. For one thread.</summary>
internal sealed unsafe class RocksBatch : IDisposable
{
    public nint Handle { get; private set; } = RocksLibrary.CreateBatch();

    public void Clear() => RocksLibrary.ClearBatch(Handle);

    public void Put(nint family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        fixed (byte* keyBytes = key, valueBytes = value)
            RocksLibrary.PutInBatch(Handle, family, keyBytes, (nuint)key.Length, valueBytes, (nuint)value.Length);
    }

    public void Dispose()
    {
        if (Handle != 0)
            RocksLibrary.DestroyBatch(Handle);
        Handle = 0;
    }
}
