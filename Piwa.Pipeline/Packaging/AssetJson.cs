using System.Text.Json;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Packaging;

/// <summary>Where an exported object comes from, as JSON; with its cameras where no other file has them.</summary>
internal static class AssetJson
{
    private static readonly JsonWriterOptions Form = new() { Indented = true, NewLine = "\n" };

    public static ExportFile File(string name, AssetRow row, Campaign campaign, bool withCameras) =>
        ExportFile.Of(name, stream => Write(stream, row, campaign, withCameras));

    private static void Write(Stream target, AssetRow row, Campaign campaign, bool withCameras)
    {
        using (var json = new Utf8JsonWriter(target, Form))
        {
            json.WriteStartObject();
            json.WriteNumber("asset_index", row.AssetIndex);
            json.WriteString("asset_hash", row.Hashes.Asset.ToString());
            json.WriteString("mesh_hash", row.Hashes.Mesh.ToString());
            json.WriteString("texture_hash", row.Hashes.Texture.ToString());
            json.WriteString("scene_hash", row.Hashes.Scene.ToString());
            json.WriteString("views_hash", row.Hashes.Views.ToString());
            json.WriteBase64String("recipe", row.Recipe.Span);
            json.WriteNumber("recipe_index", row.RecipeIndex);
            json.WriteString("twin", row.Twin.ToString());
            json.WriteString("preset", campaign.Preset);
            json.WriteString("rig", campaign.Rig);
            json.WriteNumber("seed", campaign.Seed);
            json.WriteNumber("generator_version", campaign.GeneratorVersion);
            json.WriteNumber("part_count", row.PartCount);
            json.WriteNumber("vertex_count", row.VertexCount);
            json.WriteNumber("triangle_count", row.TriangleCount);
            json.WriteNumber("volume", row.Metrics.Volume);
            json.WriteNumber("surface_area", row.Metrics.SurfaceArea);
            json.WriteNumber("image_resolution", row.ImageResolution);
            json.WriteString("channels", ImageChannel.Format(row.Layout.Channels));
            json.WriteString("depth_kind", row.DepthKind.ToString().ToLowerInvariant());
            json.WriteString("normal_space", row.NormalSpace.ToString().ToLowerInvariant());
            if (withCameras)
                WriteCameras(json, row);
            json.WriteEndObject();
        }

        target.WriteByte((byte)'\n');
    }

    /// <summary>The columns of the shard, cut by view.</summary>
    private static void WriteCameras(Utf8JsonWriter json, AssetRow row)
    {
        json.WriteStartArray("cameras");
        for (int view = 0; view < row.ViewCount; view++)
        {
            json.WriteStartObject();
            json.WriteNumber("projection", row.Projections[view]);
            WriteNumbers(json, "intrinsics", row.Intrinsics.AsSpan(view * AssetRow.IntrinsicsLength, AssetRow.IntrinsicsLength));
            WriteNumbers(json, "world_to_camera", row.WorldToCamera.AsSpan(view * AssetRow.MatrixLength, AssetRow.MatrixLength));
            WriteNumbers(json, "camera_to_world", row.CameraToWorld.AsSpan(view * AssetRow.MatrixLength, AssetRow.MatrixLength));
            WriteNumbers(json, "depth_range", row.DepthRange.AsSpan(view * 2, 2));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<float> numbers)
    {
        json.WriteStartArray(name);
        foreach (float number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
