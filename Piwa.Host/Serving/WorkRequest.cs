using Piwa.Pipeline.Stores;

namespace Piwa.Host.Serving;

/// <summary>What a node is asked for.</summary>
/// <param name="Store">Where finished units go.</param>
/// <param name="Assets">Assets that the whole fleet makes.</param>
/// <param name="Share">The node's share.</param>
internal sealed record WorkRequest(IShardStore Store, ulong Assets, WorkPartition Share);
