using System.Runtime.InteropServices;

namespace Piwa.Chain.Provenance.Rocks;

/// <summary>Bytes as RocksDB takes them: <c>rocksdb_slice_t</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct RocksSlice
{
    public byte* Bytes;
    public nuint ByteCount;
}
