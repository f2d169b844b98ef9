using System.Runtime.InteropServices;
using Piwa.Kernels.Buffers;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Labels;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Stages;

/// <summary>Makes and packs the labels of assets.</summary>
/// <remarks>Not thread-safe: it belongs to one <see cref="AssetSealer"/>.</remarks>
internal sealed class LabelSealer(AssetHasher hasher, BlobPacker packer)
{
    private readonly LabelMaker _maker = new(new LabelOptions());

    /// <summary>The labels with their hash, not packed.</summary>
    public (ShapeLabels Labels, ContentHash Hash) Make(AssetBuffer asset, ulong campaignSeed)
    {
        ShapeLabels labels = _maker.Make(asset, campaignSeed);
        return (labels, hasher.Labels(labels));
    }

    /// <summary>Fills the labels of a row; their blobs lie in <paramref name="arena"/>.</summary>
    public void Seal(AssetBuffer asset, ulong campaignSeed, AssetRow row, BlobArena arena)
    {
        RowLabels target = row.Labels!;
        bool zstd = row.Layout.ImageFormat == ImageFormat.Zstd;
        (ShapeLabels labels, target.Hash) = Make(asset, campaignSeed);
        target.Program = labels.Program;
        target.PartTriangles = [.. labels.Parts.Select(part => part.TriangleCount)];
        target.PartBoxes = [.. labels.Parts.SelectMany(Box)];
        target.Surface = Pack(labels.Surface, ShapeLabels.ValuesOfSurfacePoint);
        target.SurfaceParts = Pack(labels.SurfaceParts, 1);
        target.Sharp = Pack(labels.Sharp, ShapeLabels.ValuesOfSurfacePoint);
        target.Volume = Pack(labels.Volume, ShapeLabels.ValuesOfDistance);
        target.Near = Pack(labels.Near, ShapeLabels.ValuesOfDistance);
        target.SharpNear = Pack(labels.SharpNear, ShapeLabels.ValuesOfDistance);

        // Points are in no order: there is nothing to predict them from.
        ReadOnlyMemory<byte> Pack<T>(ReadOnlySpan<T> values, int valuesOfPoint) where T : unmanaged => values.IsEmpty
            ? ReadOnlyMemory<byte>.Empty
            : arena.Add(packer.Pack(
                MemoryMarshal.AsBytes(values),
                new PlaneLayout(values.Length / valuesOfPoint, 1, Marshal.SizeOf<T>(), valuesOfPoint, valuesOfPoint, PlanePredictor.None),
                zstd));
    }

    private static float[] Box(PartLabel part) =>
    [
        part.Low.X, part.Low.Y, part.Low.Z, part.High.X, part.High.Y, part.High.Z,
        part.Centre.X, part.Centre.Y, part.Centre.Z, part.HalfExtents.X, part.HalfExtents.Y, part.HalfExtents.Z,
        part.Rotation.X, part.Rotation.Y, part.Rotation.Z, part.Rotation.W,
    ];
}
