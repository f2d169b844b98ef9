using System.Text.Json.Serialization;

namespace Piwa.Pipeline.Economy;

/// <summary>RENDER that the market owes to a wallet, and sends once.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Cause">What for.</param>
/// <param name="Recipient">Whose it is, in base58.</param>
/// <param name="Amount">How much, in RENDER.</param>
/// <param name="Time">Since when, in milliseconds since 1970.</param>
public sealed record MarketPayout(string Key, MarketPayoutCause Cause, string Recipient, string Amount, long Time)
{
    /// <summary>Why it cannot be sent at the moment; null if nothing is known against it.</summary>
    [JsonIgnore]
    public string? Trouble { get; init; }
}
