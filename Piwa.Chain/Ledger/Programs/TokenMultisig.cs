using Piwa.Chain.Keys;

namespace Piwa.Chain.Ledger.Programs;

/// <summary>An authority of several keys, of which some must sign.</summary>
/// <remarks>Source: spl_token::state::Multisig.</remarks>
internal sealed class TokenMultisig(int required, PublicKey[] signers)
{
    public const int MaximumSigners = 11;
    public const int Size = HeadBytes + (MaximumSigners * PublicKey.Size);

    private const int HeadBytes = 3;
    private const int CountOffset = 1;
    private const int InitializedOffset = 2;

    public int Required { get; } = required;

    public PublicKey[] Signers { get; } = signers;

    public static bool IsInitialized(ReadOnlySpan<byte> data) => data[InitializedOffset] != 0;

    public static bool TryRead(ReadOnlySpan<byte> data, out TokenMultisig? multisig)
    {
        multisig = null;
        if (data.Length != Size || !IsInitialized(data) || data[CountOffset] > MaximumSigners)
            return false;
        PublicKey[] signers = new PublicKey[data[CountOffset]];
        for (int i = 0; i < signers.Length; i++)
            signers[i] = new PublicKey(data.Slice(HeadBytes + (i * PublicKey.Size), PublicKey.Size));
        multisig = new TokenMultisig(data[0], signers);
        return true;
    }

    public byte[] Encode()
    {
        byte[] data = new byte[Size];
        data[0] = (byte)Required;
        data[CountOffset] = (byte)Signers.Length;
        data[InitializedOffset] = 1;
        for (int i = 0; i < Signers.Length; i++)
            Signers[i].CopyTo(data.AsSpan(HeadBytes + (i * PublicKey.Size)));
        return data;
    }
}
