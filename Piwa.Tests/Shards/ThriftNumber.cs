using Piwa.Pipeline.Shards;

namespace Piwa.Tests.Shards;

/// <summary>A number of a <see cref="ThriftTree"/>, with the type that it is written as.</summary>
internal sealed record ThriftNumber(ThriftType Type, long Value);
