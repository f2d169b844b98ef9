using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Cameras;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Packaging;

/// <summary>The cameras of a row.</summary>
internal static class RowCameras
{
    /// <summary>The cameras, by view.</summary>
    public static CameraRecord[] Of(AssetRow row) => [.. Enumerable.Range(0, row.ViewCount).Select(view => CameraRecord.FromRow(
        row.Intrinsics.AsSpan(view * AssetRow.IntrinsicsLength, AssetRow.IntrinsicsLength),
        row.WorldToCamera.AsSpan(view * AssetRow.MatrixLength, AssetRow.MatrixLength),
        row.CameraToWorld.AsSpan(view * AssetRow.MatrixLength, AssetRow.MatrixLength),
        row.DepthRange.AsSpan(view * 2, 2),
        row.ImageResolution,
        row.DepthKind,
        row.NormalSpace,
        (CameraProjection)row.Projections[view]))];
}
