using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Labelling;
using Piwa.Pipeline.Quality;
using Piwa.Pipeline.Shards;

namespace Piwa.Host.Pages.Json;

/// <summary>One asset: what its row says, without mesh and images.</summary>
internal static class AssetJson
{
    public static void Write(Utf8JsonWriter json, Dataset dataset, ShardRecord shard, AssetRow row, LabelSummary? labelled)
    {
        json.WriteStartObject();
        json.WriteString("index", Text(row.AssetIndex));
        json.WriteString("shard", shard.File);
        json.WriteString("wallet", shard.Wallet);
        json.WriteString("device", shard.Device);
        json.WriteStartObject("hashes");
        json.WriteString("asset", row.Hashes.Asset.ToString());
        json.WriteString("mesh", row.Hashes.Mesh.ToString());
        json.WriteString("texture", row.Hashes.Texture.ToString());
        json.WriteString("scene", row.Hashes.Scene.ToString());
        json.WriteString("views", row.Hashes.Views.ToString());
        if (row.Labels is { } labels)
            json.WriteString("labels", labels.Hash.ToString());
        json.WriteEndObject();
        WriteFacts(json, row);
        if (labelled is not null)
            LabelSummaryJson.Write(json, labelled);
        json.WriteStartArray("channels");
        foreach (ImageChannel channel in ImageChannel.Of(row.Layout.Channels))
            json.WriteStringValue(channel.Name);
        json.WriteEndArray();
        json.WriteNumber("resolution", row.ImageResolution);
        json.WriteStartArray("views");
        for (int view = 0; view < row.ViewCount; view++)
        {
            json.WriteStartObject();
            json.WriteNumber("coverage", Finite(row.Metrics.Coverage[view]));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteRecipe(json, RecipeCodec.Decode(row.Recipe.Span, dataset.Campaign.FindRig));
        json.WriteEndObject();
    }

    private static void WriteFacts(Utf8JsonWriter json, AssetRow row)
    {
        AssetMetrics metrics = row.Metrics;
        json.WriteStartObject("facts");
        json.WriteNumber("parts", row.PartCount);
        json.WriteNumber("vertices", row.VertexCount);
        json.WriteNumber("triangles", row.TriangleCount);
        json.WriteNumber("grid", row.GridResolution);
        json.WriteNumber("defects", row.Defects.Total);
        json.WriteNumber("bytes", row.BlobBytes);
        json.WriteNumber("volume", Finite(metrics.Volume));
        json.WriteNumber("surfaceArea", Finite(metrics.SurfaceArea));
        json.WriteNumber("luminance", Finite(metrics.MeanLuminance));
        if (float.IsFinite(row.ReprojectionError))
            json.WriteNumber("reprojectionError", row.ReprojectionError);
        else
            json.WriteNull("reprojectionError");
        json.WriteEndObject();
    }

    private static void WriteRecipe(Utf8JsonWriter json, Recipe recipe)
    {
        json.WriteStartObject("recipe");
        if (recipe.Origin is { } origin)
        {
            json.WriteStartObject("origin");
            json.WriteString("preset", origin.Preset);
            json.WriteString("rig", origin.Rig);
            json.WriteString("seed", Text(origin.CampaignSeed));
            json.WriteString("index", Text(origin.AssetIndex));
            json.WriteString("twin", origin.Twin.ToString());
            json.WriteEndObject();
        }

        json.WriteNumber("lights", recipe.Lighting.Lights.Count);
        json.WriteNumber("cameras", recipe.Cameras.Count);
        json.WriteStartArray("parts");
        foreach (Part part in recipe.Parts)
            WritePart(json, part, recipe.Import is not null);
        json.WriteEndArray();
        if (recipe.Import is { } import)
            json.WriteString("source", new ContentHash(import.Source.Span).ToString());
        else
            json.WriteString("json", RecipeJson.Write(recipe));
        json.WriteEndObject();
    }

    private static void WritePart(Utf8JsonWriter json, Part part, bool isImported)
    {
        json.WriteStartObject();
        if (!isImported)
        {
            json.WriteString("primitive", part.Primitive.ToString());
            json.WriteString("operation", part.Operation.ToString());
            Vector(json, "halfExtents", part.HalfExtents);
            Vector(json, "translation", part.Translation);
            json.WriteNumber("deformations", part.Deformations.Count);
        }

        json.WriteString("material", part.Material.Family.ToString());
        Vector(json, "baseColor", part.Material.BaseColor);
        Vector(json, "secondColor", part.Material.SecondColor);
        json.WriteNumber("metallic", Finite(part.Material.Metallic));
        json.WriteNumber("roughness", Finite(part.Material.Roughness));
        json.WriteEndObject();
    }

    private static void Vector(Utf8JsonWriter json, string name, Vector3 vector)
    {
        json.WriteStartArray(name);
        json.WriteNumberValue(Finite(vector.X));
        json.WriteNumberValue(Finite(vector.Y));
        json.WriteNumberValue(Finite(vector.Z));
        json.WriteEndArray();
    }

    /// <summary>JSON has no other numbers; those of a damaged row must not end the answer.</summary>
    private static float Finite(float value) => float.IsFinite(value) ? value : 0f;

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
