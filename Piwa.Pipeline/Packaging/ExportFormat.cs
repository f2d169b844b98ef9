namespace Piwa.Pipeline.Packaging;

/// <summary>Forms in which loaders expect a whole data set. See <see cref="DatasetExporter"/>, and docs/exporting.md for every file.</summary>
public enum ExportFormat
{
    /// <summary>
    /// Tar files for streaming: <c>shard-000000.tar</c> with <c>KEY.json</c>, <c>KEY.CHANNEL.000.png</c>, ... for each asset. Source:
    /// webdataset/webdataset, its README.
    /// </summary>
    WebDataset = 0,

    /// <summary>
    /// <c>metadata.csv</c>, <c>renders/KEY/</c> and <c>renders_cond/KEY/</c> with <c>000.png</c>, ... and <c>transforms.json</c>. Source:
    /// microsoft/TRELLIS, <c>dataset_toolkits</c> and <c>trellis/datasets</c>.
    /// </summary>
    Trellis = 1,

    /// <summary>
    /// <c>KEY/000.png</c>, <c>KEY/000.npy</c>, ..., <c>KEY/metadata.json</c>, and <c>valid_paths.json</c>. Sources: allenai/objaverse-xl,
    /// <c>scripts/rendering</c>; cvlab-columbia/zero123, <c>ldm/data/simple.py</c>.
    /// </summary>
    Objaverse = 2,

    /// <summary>
    /// <c>KEY/000.png</c>, <c>KEY/000_CHANNEL.png</c>, ..., <c>KEY/opencv_cameras.json</c>. Source: desaixie/zeroverse.
    /// </summary>
    OpenCv = 3,
}
