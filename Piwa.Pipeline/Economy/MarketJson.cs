using System.Text.Json;
using System.Text.Json.Serialization;

namespace Piwa.Pipeline.Economy;

/// <summary>JSON of a market's book, and of what it says to those who ask.</summary>
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(MarketRecord))]
[JsonSerializable(typeof(WireMarket))]
[JsonSerializable(typeof(WireOrderAsk))]
[JsonSerializable(typeof(WireOrder))]
[JsonSerializable(typeof(WireFiles))]
[JsonSerializable(typeof(WireToken))]
[JsonSerializable(typeof(WireStakeMove))]
[JsonSerializable(typeof(WireDoneMove))]
[JsonSerializable(typeof(WireProposal))]
[JsonSerializable(typeof(WireVote))]
[JsonSerializable(typeof(WireProposals))]
[JsonSerializable(typeof(WireOperatorAct))]
[JsonSerializable(typeof(WireTreasury))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class MarketJson : JsonSerializerContext;
