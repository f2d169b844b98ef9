using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Piwa.Kernels.Recipes;

/// <summary>Recipes as JSON, to read, write and import them. Vectors are arrays of numbers, names are in camel case.</summary>
public static partial class RecipeJson
{
    /// <summary>Longest text that is read.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>The recipe as indented JSON. Numbers are written so that reading gives the same bits.</summary>
    /// <exception cref="ArgumentException">Its mesh is imported: JSON does not hold meshes.</exception>
    public static string Write(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return recipe.Import is null
            ? JsonSerializer.Serialize(recipe, Format.Default.Recipe)
            : throw new ArgumentException("The mesh of this recipe is imported: it cannot be written as JSON.", nameof(recipe));
    }

    /// <summary>
    /// Reads a recipe. Where it says that it was sampled (<c>origin</c>), that is checked: a recipe that differs from what its origin
    /// gives is refused.
    /// </summary>
    /// <exception cref="RecipeFormatException">The text is no recipe, or says something that cannot be made.</exception>
    public static Recipe Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (json.Length > MaxLength)
            throw new RecipeFormatException($"The recipe has {json.Length} characters; at most {MaxLength} are read.");

        Recipe recipe;
        try
        {
            recipe = JsonSerializer.Deserialize(json, Format.Default.Recipe) ?? throw new RecipeFormatException("The recipe is null.");
        }
        catch (JsonException fault)
        {
            throw new RecipeFormatException($"The recipe is not valid JSON of its kind: {fault.Message}", fault);
        }

        // That lists hold no nulls is beyond what the serializer checks.
        if (recipe.Cameras.Any(camera => camera is null))
            throw new RecipeFormatException("A camera of the recipe is null.");

        RecipeValidator.Validate(recipe);
        if (recipe.Origin is not null)
            CheckOrigin(recipe);
        return recipe;
    }

    private static void CheckOrigin(Recipe recipe)
    {
        Recipe sampled = RecipeCodec.Decode(RecipeCodec.Encode(recipe));
        byte[] said = RecipeCodec.Encode(recipe with { Origin = null });
        if (!said.AsSpan().SequenceEqual(RecipeCodec.Encode(sampled with { Origin = null })))
        {
            throw new RecipeFormatException(
                "The recipe differs from what its origin gives. Remove 'origin' to use it as a recipe of its own.");
        }
    }

    [JsonSerializable(typeof(Recipe))]
    [JsonSerializable(typeof(float[]))]
    [JsonSourceGenerationOptions(
        JsonSerializerDefaults.Web,
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.Strict,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        MaxDepth = 16,
        Converters =
        [
            typeof(FormulaConverter), typeof(VectorConverter), typeof(Vector4Converter), typeof(QuaternionConverter), typeof(TwinConverter),
            typeof(NameConverter<PrimitiveKind>), typeof(NameConverter<PartOperation>), typeof(NameConverter<DeformationKind>),
            typeof(NameConverter<DisplacementKind>), typeof(NameConverter<MaterialFamily>), typeof(NameConverter<CameraProjection>),
        ])]
    private sealed partial class Format : JsonSerializerContext;

    private sealed class NameConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
        where T : struct, Enum;

    private sealed class FormulaConverter() : TextConverter<Formula>(Formula.Parse);

    private sealed class TwinConverter() : TextConverter<Twin>(Twin.Parse);

    /// <summary>What is written as text.</summary>
    private abstract class TextConverter<T>(Func<string, T> parse) : JsonConverter<T>
        where T : notnull
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return parse(reader.GetString() ?? "");
            }
            catch (Exception fault) when (fault is ArgumentException or FormatException)
            {
                throw new JsonException(fault.Message, fault);
            }
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }

    private sealed class VectorConverter : JsonConverter<Vector3>
    {
        public override Vector3 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            float[]? values = JsonSerializer.Deserialize(ref reader, Format.Default.SingleArray);
            return values is [float x, float y, float z] ? new Vector3(x, y, z) : throw new JsonException("A vector is an array of 3 numbers.");
        }

        public override void Write(Utf8JsonWriter writer, Vector3 value, JsonSerializerOptions options) =>
            writer.WriteRawValue(FormattableString.Invariant($"[{value.X:R}, {value.Y:R}, {value.Z:R}]"));
    }

    private sealed class Vector4Converter : JsonConverter<Vector4>
    {
        public override Vector4 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            float[]? values = JsonSerializer.Deserialize(ref reader, Format.Default.SingleArray);
            return values is [float x, float y, float z, float w]
                ? new Vector4(x, y, z, w)
                : throw new JsonException("A shape is an array of 4 numbers.");
        }

        public override void Write(Utf8JsonWriter writer, Vector4 value, JsonSerializerOptions options) =>
            writer.WriteRawValue(FormattableString.Invariant($"[{value.X:R}, {value.Y:R}, {value.Z:R}, {value.W:R}]"));
    }

    private sealed class QuaternionConverter : JsonConverter<Quaternion>
    {
        public override Quaternion Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            float[]? values = JsonSerializer.Deserialize(ref reader, Format.Default.SingleArray);
            return values is [float x, float y, float z, float w]
                ? new Quaternion(x, y, z, w)
                : throw new JsonException("A rotation is an array of 4 numbers: x, y, z, w.");
        }

        public override void Write(Utf8JsonWriter writer, Quaternion value, JsonSerializerOptions options) =>
            writer.WriteRawValue(FormattableString.Invariant($"[{value.X:R}, {value.Y:R}, {value.Z:R}, {value.W:R}]"));
    }
}
