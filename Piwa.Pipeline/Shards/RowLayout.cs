using Piwa.Kernels.Views;

namespace Piwa.Pipeline.Shards;

/// <summary>What the rows of a data set hold.</summary>
/// <param name="ViewCount">Views of an asset.</param>
/// <param name="Channels">Channels of a view.</param>
/// <param name="ImageFormat">How images are held.</param>
/// <param name="HasLabels">Whether there are labels of the shape.</param>
public sealed record RowLayout(int ViewCount, ViewChannels Channels, ImageFormat ImageFormat = ImageFormat.Zstd, bool HasLabels = false);
