using System.Text.Json.Serialization;
using Piwa.Chain.Economy.Licensing;

namespace Piwa.Pipeline.Economy;

/// <summary>What a wallet has been quoted, and pays for.</summary>
/// <param name="Id">Its name, and the reference of its payment: an address that nobody has, in base58.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Wallet">Whose it is.</param>
/// <param name="Price">What is to be paid, in RENDER.</param>
/// <param name="Made">When it was made, in milliseconds since 1970.</param>
/// <param name="ValidUntil">Until when it can be paid, in milliseconds since 1970.</param>
public sealed record MarketOrder(string Id, MarketOrderKind Kind, string Wallet, string Price, long Made, long ValidUntil)
{
    /// <summary>Of a licence: what the data may be used for.</summary>
    public LicencePurpose Purpose { get; init; }

    /// <summary>Of a licence: how long it lasts from when it is paid, in seconds.</summary>
    public long TermSeconds { get; init; }

    /// <summary>Of a licence: what it is for.</summary>
    public IReadOnlyList<LicensedRange> Ranges { get; init; } = [];

    /// <summary>Of a stake: the node's wallet.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Node { get; init; }
}
