using System.Text.Json.Serialization;
using Piwa.Chain.Provenance;

namespace Piwa.Pipeline.Fleet;

/// <summary>What nodes and coordinators say to each other as JSON.</summary>
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(WireFleet))]
[JsonSerializable(typeof(WireAsk))]
[JsonSerializable(typeof(WireWork))]
[JsonSerializable(typeof(WireLeases))]
[JsonSerializable(typeof(WireUpload))]
[JsonSerializable(typeof(UploadTicket))]
[JsonSerializable(typeof(WireFinished))]
[JsonSerializable(typeof(WireOutcome))]
[JsonSerializable(typeof(WireAnswer))]
[JsonSerializable(typeof(WireNode))]
[JsonSerializable(typeof(WireDone))]
[JsonSerializable(typeof(FleetStatus))]
[JsonSerializable(typeof(SignedValidationRecord))]
[JsonSerializable(typeof(IReadOnlyList<SignedShardVerdict>))]
internal sealed partial class FleetJson : JsonSerializerContext;
