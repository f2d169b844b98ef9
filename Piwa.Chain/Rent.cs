namespace Piwa.Chain;

/// <summary>What an account must hold to stay on chain.</summary>
/// <remarks>Source: solana_rent::Rent::default(): 3,480 lamports per byte and year, for two years, with 128 bytes of overhead.</remarks>
public static class Rent
{
    /// <summary>Lamports per byte: 3,480 a year for two years.</summary>
    public const ulong LamportsPerByte = 6_960;

    /// <summary>Bytes that every account is charged on top of its data.</summary>
    public const ulong AccountOverheadBytes = 128;

    /// <summary>The smallest balance that keeps an account.</summary>
    /// <param name="dataBytes">The account's data, in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dataBytes"/> is negative.</exception>
    public static ulong MinimumBalance(long dataBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(dataBytes);
        return checked(((ulong)dataBytes + AccountOverheadBytes) * LamportsPerByte);
    }
}
