using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Rpc;

/// <summary>An account that holds tokens of one mint for one owner.</summary>
/// <param name="Address">The account.</param>
/// <param name="Mint">The mint of the tokens.</param>
/// <param name="Owner">Who may spend them.</param>
/// <param name="Amount">How many there are, in the smallest unit.</param>
public sealed record TokenAccountInfo(PublicKey Address, PublicKey Mint, PublicKey Owner, ulong Amount)
{
    /// <summary>Length of the data of an account without extensions (spl_token::state::Account).</summary>
    internal const int DataBytes = 165;

    internal const int OwnerOffset = PublicKey.Size;

    private const int AmountOffset = 2 * PublicKey.Size;
    private const int StateOffset = 108;

    /// <summary>Reads an account's data; false if it is not that of an account in use.</summary>
    internal static bool TryParse(PublicKey address, ReadOnlySpan<byte> data, [NotNullWhen(true)] out TokenAccountInfo? account)
    {
        account = null;
        if (data.Length < DataBytes || data[StateOffset] == 0)
            return false;
        account = new TokenAccountInfo(
            address,
            new PublicKey(data[..PublicKey.Size]),
            new PublicKey(data.Slice(OwnerOffset, PublicKey.Size)),
            BinaryPrimitives.ReadUInt64LittleEndian(data[AmountOffset..]));
        return true;
    }
}
