using Piwa.Pipeline.Shards;

namespace Piwa.Tests.Shards;

/// <summary>A list of a <see cref="ThriftTree"/>.</summary>
internal sealed record ThriftList(ThriftType Type, List<object> Items)
{
    /// <summary>What the list says that it holds, where that is a lie.</summary>
    public ulong? ClaimedCount { get; init; }
}
