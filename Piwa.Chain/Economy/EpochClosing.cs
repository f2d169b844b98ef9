using Piwa.Chain.Borsh;
using Piwa.Chain.Hashing;

namespace Piwa.Chain.Economy;

/// <summary>The payload of an epoch's end: its facts, then 32 bytes hash of the parameters of the next epoch.</summary>
/// <param name="Facts">What was made and given in the epoch.</param>
/// <param name="NextParameters">The hash of the next epoch's parameters.</param>
internal sealed record EpochClosing(EpochFacts Facts, Hash256 NextParameters)
{
    public byte[] Encode() => [.. Facts.Encode(), .. NextParameters.ToArray()];

    /// <exception cref="WireFormatException">The bytes are none.</exception>
    public static EpochClosing Decode(ReadOnlySpan<byte> bytes)
    {
        BorshReader reader = new(bytes, "end of an epoch");
        EpochClosing closing = new(EpochFacts.Read(ref reader), reader.ReadHash("next parameters"));
        return reader.Position == bytes.Length ? closing : throw reader.Invalid("end", "has bytes behind it");
    }
}
