using Piwa.Chain.Borsh;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Token;

/// <summary>A mint of the SPL token program, as it stands on chain.</summary>
/// <param name="MintAuthority">Who may mint; null if nobody ever can again.</param>
/// <param name="Supply">Tokens in the world, in the smallest unit.</param>
/// <param name="Decimals">Decimal places of an amount.</param>
/// <param name="FreezeAuthority">Who may freeze accounts; null if nobody ever can.</param>
/// <remarks>Source: spl_token_interface::state::Mint. An option is a 32-bit number and room for its value.</remarks>
public sealed record TokenMint(PublicKey? MintAuthority, ulong Supply, byte Decimals, PublicKey? FreezeAuthority)
{
    /// <summary>Length of the account's data in bytes.</summary>
    public const int Size = 82;

    /// <summary>Reads the account's data.</summary>
    /// <param name="data">The data, whole.</param>
    /// <exception cref="WireFormatException">The data is not an initialized mint.</exception>
    public static TokenMint Parse(ReadOnlySpan<byte> data)
    {
        BorshReader reader = new(data, "Token mint");
        PublicKey? mintAuthority = TokenOptions.ReadKey(ref reader, "mint authority");
        ulong supply = reader.ReadUInt64("supply");
        byte decimals = reader.ReadByte("decimals");
        if (!reader.ReadFlag("is initialized"))
            throw reader.Invalid("is initialized", "is 0: the account is no mint yet");
        PublicKey? freezeAuthority = TokenOptions.ReadKey(ref reader, "freeze authority");
        return reader.Position == data.Length
            ? new TokenMint(mintAuthority, supply, decimals, freezeAuthority)
            : throw reader.Invalid("freeze authority", $"is not the end of {data.Length} bytes");
    }
}
