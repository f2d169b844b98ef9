using Piwa.Chain.Borsh;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Token;

/// <summary>An account of the SPL token program that holds tokens, as it stands on chain.</summary>
/// <remarks>Source: spl_token_interface::state::Account.</remarks>
public sealed record TokenAccount
{
    /// <summary>Length of the account's data in bytes.</summary>
    public const int Size = 165;

    private const int StateCount = 3;

    /// <summary>The token's mint.</summary>
    public required PublicKey Mint { get; init; }

    /// <summary>Who owns what the account holds.</summary>
    public required PublicKey Owner { get; init; }

    /// <summary>What the account holds, in the smallest unit of the token.</summary>
    public required ulong Amount { get; init; }

    /// <summary>Who may act for the owner; null if nobody.</summary>
    public PublicKey? Delegate { get; init; }

    /// <summary>What the delegate may still spend.</summary>
    public ulong DelegatedAmount { get; init; }

    /// <summary>Whether the account can be used.</summary>
    public TokenAccountState State { get; init; } = TokenAccountState.Initialized;

    /// <summary>The rent, in lamports, if the account holds wrapped lamports; otherwise null.</summary>
    public ulong? NativeReserve { get; init; }

    /// <summary>Who may close the account besides the owner; null if nobody.</summary>
    public PublicKey? CloseAuthority { get; init; }

    /// <summary>Reads the account's data.</summary>
    /// <param name="data">The data, whole.</param>
    /// <exception cref="WireFormatException">The data is not an initialized token account.</exception>
    public static TokenAccount Parse(ReadOnlySpan<byte> data)
    {
        BorshReader reader = new(data, "Token account");
        PublicKey mint = reader.ReadKey("mint");
        PublicKey owner = reader.ReadKey("owner");
        ulong amount = reader.ReadUInt64("amount");
        PublicKey? delegateKey = TokenOptions.ReadKey(ref reader, "delegate");
        byte state = reader.ReadVariant(StateCount, "state");
        if (state == 0)
            throw reader.Invalid("state", "is 0: the account is not initialized");
        TokenAccount account = new()
        {
            Mint = mint,
            Owner = owner,
            Amount = amount,
            Delegate = delegateKey,
            State = (TokenAccountState)state,
            NativeReserve = TokenOptions.ReadUInt64(ref reader, "native reserve"),
            DelegatedAmount = reader.ReadUInt64("delegated amount"),
            CloseAuthority = TokenOptions.ReadKey(ref reader, "close authority"),
        };
        return reader.Position == data.Length
            ? account
            : throw reader.Invalid("close authority", $"is not the end of {data.Length} bytes");
    }
}
