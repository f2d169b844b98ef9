using System.Globalization;
using System.Text.Json.Serialization;

namespace Piwa.Pipeline.Economy;

/// <summary>RENDER that has come, for good.</summary>
/// <param name="Transaction">The transaction that brought it, in base58.</param>
/// <param name="Place">Which of the transaction's transfers it is.</param>
/// <param name="Payer">The wallet that has signed for it.</param>
/// <param name="Amount">How much, in RENDER.</param>
/// <param name="Time">When, in milliseconds since 1970: as the chain says, or when it was seen.</param>
/// <param name="Order">The order that it names; null if it names none of this market's.</param>
public sealed record MarketPayment(
    string Transaction,
    int Place,
    string Payer,
    string Amount,
    long Time,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Order = null)
{
    /// <summary>Its name: no payment counts twice.</summary>
    [JsonIgnore]
    public string Key => string.Create(CultureInfo.InvariantCulture, $"{Transaction}/{Place}");
}
