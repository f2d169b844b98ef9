using System.Text.Json.Serialization;

namespace Piwa.Pipeline.Economy;

/// <summary>A line of a market's book: one of these.</summary>
/// <param name="Time">When it was written, in milliseconds since 1970.</param>
internal sealed record MarketRecord(long Time)
{
    /// <summary>An order was made.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MarketOrder? Order { get; init; }

    /// <summary>A payment has come.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MarketPayment? Payment { get; init; }

    /// <summary>An order was paid; all its payments so far are for it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Acceptance? Accepted { get; init; }

    /// <summary>An order is not to be paid any more.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Statement? Closed { get; init; }

    /// <summary>Something is owed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MarketPayout? Owed { get; init; }

    /// <summary>A payout cannot be sent: those behind it go before.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Statement? Parked { get; init; }

    /// <summary>A payout that was parked is tried again, behind all others.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Statement? Retried { get; init; }

    /// <summary>A licence was taken back.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Statement? Revoked { get; init; }

    /// <summary>The last transaction of the treasury that was looked at.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Seen { get; init; }

    /// <summary>An order that was paid.</summary>
    /// <param name="Order">Which.</param>
    /// <param name="Licence">Of a licence: its file, but for the line feed.</param>
    internal sealed record Acceptance(string Order, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Licence = null);

    /// <summary>Something, and why.</summary>
    internal sealed record Statement(string Of, string Why);
}
