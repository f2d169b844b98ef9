using Piwa.Chain.Keys;

namespace Piwa.Chain.Rpc.Wire;

/// <summary>A signature in base58.</summary>
internal sealed class SignatureConverter() : Base58Converter<Signature>(Signature.Size)
{
    protected override Signature FromBytes(ReadOnlySpan<byte> bytes) => new(bytes);

    protected override void ToBytes(Signature value, Span<byte> bytes) => value.CopyTo(bytes);
}
