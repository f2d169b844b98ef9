using System.Text.Json.Serialization;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Economy.Licensing;

/// <summary>A licence: who may use which data, what for and until when. Signed by the market, anybody can check it: see <see cref="LicenceFile"/>.</summary>
public sealed record Licence
{
    /// <summary>Its number: from 0, one behind the other.</summary>
    public required long Number { get; init; }

    /// <summary>The order's reference, by which its payment stands on chain, and its name.</summary>
    public required PublicKey Id { get; init; }

    /// <summary>Who has it.</summary>
    public required PublicKey Buyer { get; init; }

    /// <summary>Who has given it.</summary>
    public required PublicKey Market { get; init; }

    /// <summary>The mint of what was paid with.</summary>
    public required PublicKey Mint { get; init; }

    /// <summary>What was paid, in RENDER.</summary>
    public required Amount Paid { get; init; }

    /// <summary>What the data may be used for.</summary>
    public required LicencePurpose Purpose { get; init; }

    /// <summary>From when on, in milliseconds since 1970.</summary>
    public required long Begins { get; init; }

    /// <summary>Until when, in milliseconds since 1970: from then on nothing of it is given out.</summary>
    public required long Ends { get; init; }

    /// <summary>What it is for.</summary>
    public required IReadOnlyList<LicensedRange> Ranges { get; init; }

    /// <summary>The market's signature; null as long as it has not signed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Signature? Signature { get; init; }

    /// <summary>Assets that it is for.</summary>
    [JsonIgnore]
    public long Assets => Ranges.Sum(range => range.Assets);

    /// <summary>When it ends.</summary>
    [JsonIgnore]
    public DateTimeOffset EndsAt => DateTimeOffset.FromUnixTimeMilliseconds(Ends);
}
