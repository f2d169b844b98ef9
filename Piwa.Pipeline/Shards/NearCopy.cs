using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>An earlier upload that another one is like.</summary>
/// <param name="Source">Hash of its source.</param>
/// <param name="Name">What its uploader called it.</param>
/// <param name="Wallet">Address of its uploader's wallet.</param>
/// <param name="Campaign">Hash of the campaign of the data set that it is in.</param>
/// <param name="Asset">Its index there.</param>
/// <param name="Distance">How far apart their forms are, see <see cref="Quality.ShapeDescriptor.DistanceTo"/>; 0 for the same.</param>
public sealed record NearCopy(ContentHash Source, string Name, string Wallet, ContentHash Campaign, ulong Asset, int Distance);
