using Piwa.Pipeline.Exports;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Packaging;

/// <summary>Writes one asset with its materials and cameras as one file: a form for scenes.</summary>
/// <remarks>Safe to use from several threads.</remarks>
public interface IPackageWriter
{
    /// <summary>What the form is called on the command line.</summary>
    string Name { get; }

    /// <summary>How names of its files end, with a dot.</summary>
    string Extension { get; }

    /// <summary>Writes an asset. The same asset gives the same bytes.</summary>
    /// <param name="row">The asset.</param>
    /// <param name="campaign">Its campaign.</param>
    /// <param name="options">How its textures are baked.</param>
    /// <param name="target">Receives the file.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="FormatException">A blob of the row is damaged, or another version of the generator made the asset.</exception>
    void Write(AssetRow row, Campaign campaign, GlbOptions options, Stream target);
}
