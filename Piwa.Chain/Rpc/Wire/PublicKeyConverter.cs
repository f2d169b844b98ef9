using Piwa.Chain.Keys;

namespace Piwa.Chain.Rpc.Wire;

/// <summary>An address in base58.</summary>
internal sealed class PublicKeyConverter() : Base58Converter<PublicKey>(PublicKey.Size)
{
    protected override PublicKey FromBytes(ReadOnlySpan<byte> bytes) => new(bytes);

    protected override void ToBytes(PublicKey value, Span<byte> bytes) => value.CopyTo(bytes);
}
