using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Rpc.Wire;

/// <summary>How the JSON-RPC's values are read and written, by generated code. The order of names never matters.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters =
    [
        typeof(PublicKeyConverter), typeof(SignatureConverter), typeof(BlockhashConverter), typeof(TransactionErrorConverter),
        typeof(CommitmentConverter),
    ])]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(ulong))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(Hash256))]
[JsonSerializable(typeof(Signature))]
[JsonSerializable(typeof(PublicKey))]
[JsonSerializable(typeof(IReadOnlyList<PublicKey>))]
[JsonSerializable(typeof(IReadOnlyList<Signature>))]
[JsonSerializable(typeof(EncodedData))]
[JsonSerializable(typeof(WireMeta))]
[JsonSerializable(typeof(EpochInfo))]
[JsonSerializable(typeof(NodeVersion))]
[JsonSerializable(typeof(IReadOnlyList<PrioritizationFee>))]
[JsonSerializable(typeof(IReadOnlyList<WireSignatureInfo>))]
[JsonSerializable(typeof(WithContext<bool>))]
[JsonSerializable(typeof(WithContext<ulong>))]
[JsonSerializable(typeof(WithContext<ulong?>))]
[JsonSerializable(typeof(WithContext<WireBlockhash>))]
[JsonSerializable(typeof(WithContext<WireAccount>))]
[JsonSerializable(typeof(WithContext<IReadOnlyList<WireAccount?>>))]
[JsonSerializable(typeof(WithContext<IReadOnlyList<WireKeyedAccount>>))]
[JsonSerializable(typeof(WithContext<IReadOnlyList<WireStatus?>>))]
[JsonSerializable(typeof(WithContext<WireSimulation>))]
[JsonSerializable(typeof(WithContext<WireTokenAmount>))]
[JsonSerializable(typeof(WithContext<WireSignatureResult>))]
[JsonSerializable(typeof(WithContext<WireLogs>))]
[JsonSerializable(typeof(WireTransaction))]
[JsonSerializable(typeof(WireSlot))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(WireError))]
[JsonSerializable(typeof(WireNodeBehind))]
internal sealed partial class RpcJson : JsonSerializerContext;
