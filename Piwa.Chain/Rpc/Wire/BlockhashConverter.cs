using Piwa.Chain.Hashing;

namespace Piwa.Chain.Rpc.Wire;

/// <summary>A blockhash in base58.</summary>
internal sealed class BlockhashConverter() : Base58Converter<Hash256>(Hash256.Size)
{
    protected override Hash256 FromBytes(ReadOnlySpan<byte> bytes) => new(bytes);

    protected override void ToBytes(Hash256 value, Span<byte> bytes) => value.CopyTo(bytes);
}
