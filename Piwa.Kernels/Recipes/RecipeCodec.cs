using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Piwa.Kernels.Recipes;

/// <summary>
/// The canonical bytes of a recipe. A sampled recipe is its address: generator version, preset, rig, campaign seed, index, twin; at
/// most 256 bytes. Any other is written out; of an imported mesh the hash of its source stands in the place of the shapes. Little-endian;
/// strings are ASCII behind a length byte; lists stand behind a count byte.
/// </summary>
public static class RecipeCodec
{
    private const byte SampledForm = 0;
    private const byte ExplicitForm = 1;
    private const byte ImportedForm = 2;
    private const int MaxNameBytes = 32;

    /// <summary>The canonical bytes.</summary>
    public static byte[] Encode(Recipe recipe)
    {
        var bytes = new ArrayBufferWriter<byte>();
        Write(recipe, bytes);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Writes the canonical bytes.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="target">Receives the bytes.</param>
    public static void Write(Recipe recipe, IBufferWriter<byte> target)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var writer = new RecipeWriter(target);
        writer.Byte(recipe.Import is not null ? ImportedForm : recipe.Origin is null ? ExplicitForm : SampledForm);
        writer.UInt16(Generator.Version);
        if (recipe.Import is { } import)
        {
            writer.Import(import);
            writer.Materials(recipe.Parts);
            writer.Lighting(recipe.Lighting);
            writer.Cameras(recipe.Cameras);
        }
        else if (recipe.Origin is { } origin)
        {
            writer.Name(origin.Preset);
            writer.Name(origin.Rig);
            writer.UInt64(origin.CampaignSeed);
            writer.UInt64(origin.AssetIndex);
            writer.Byte((int)origin.Twin.Kind);
            writer.Byte(origin.Twin.Number);
        }
        else
        {
            writer.Parts(recipe.Parts);
            writer.Lighting(recipe.Lighting);
            writer.Cameras(recipe.Cameras);
        }
    }

    /// <summary>
    /// Writes the materials of the parts, in their order, as <see cref="Encode"/> does, and behind them the hashes of their images where the
    /// mesh is imported: what a hash of the textures is over.
    /// </summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="target">Receives the bytes.</param>
    public static void WriteMaterials(Recipe recipe, IBufferWriter<byte> target)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var writer = new RecipeWriter(target);
        writer.Materials(recipe.Parts);
        if (recipe.Import is { } import)
            writer.Images(import.Images);
    }

    /// <summary>Reads what <see cref="WriteMaterials"/> wrote of a recipe whose mesh is imported.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The materials by part, and the hashes of their images.</returns>
    /// <exception cref="RecipeFormatException">The bytes are none of materials.</exception>
    public static (IReadOnlyList<Material> Materials, IReadOnlyList<ReadOnlyMemory<byte>> Images) ReadMaterials(ReadOnlySpan<byte> bytes)
    {
        var reader = new Reader(bytes);
        Material[] materials = [.. reader.Materials().Select(part => part.Material)];
        ReadOnlyMemory<byte>[] images = reader.Images();
        reader.End();
        return (materials, images);
    }

    /// <summary>Writes cameras and light as <see cref="Encode"/> does: what a hash of the scene is over.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="target">Receives the bytes.</param>
    public static void WriteScene(Recipe recipe, IBufferWriter<byte> target)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var writer = new RecipeWriter(target);
        writer.Cameras(recipe.Cameras);
        writer.Lighting(recipe.Lighting);
    }

    /// <summary>The recipe of canonical bytes. The mesh of one that imports it is not there, only its name.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="findRig">Finds rigs by name, where there are others than <see cref="CameraRig.All"/>.</param>
    /// <exception cref="RecipeFormatException">The bytes are no recipe, or one of another generator version.</exception>
    public static Recipe Decode(ReadOnlySpan<byte> bytes, Func<string, CameraRig>? findRig = null)
    {
        var reader = new Reader(bytes);
        byte form = reader.Byte();
        int version = reader.UInt16();
        if (version != Generator.Version)
            throw new RecipeFormatException($"The recipe is of generator version {version}; this is version {Generator.Version}.");

        Recipe recipe = form switch
        {
            SampledForm => Sampled(ref reader, findRig ?? CameraRig.Find),
            ExplicitForm => new Recipe { Parts = reader.Parts(), Lighting = reader.Lighting(), Cameras = reader.Cameras() },
            ImportedForm => new Recipe { Import = reader.Import(), Parts = reader.Materials(), Lighting = reader.Lighting(), Cameras = reader.Cameras() },
            _ => throw new RecipeFormatException($"The recipe has form {form}; known are {SampledForm}, {ExplicitForm} and {ImportedForm}."),
        };
        reader.End();
        if (form != SampledForm)
            RecipeValidator.Validate(recipe);
        return recipe;
    }

    /// <summary>The canonical bytes of cameras alone.</summary>
    internal static byte[] EncodeCameras(IReadOnlyList<Camera> cameras)
    {
        var bytes = new ArrayBufferWriter<byte>();
        new RecipeWriter(bytes).Cameras(cameras);
        return bytes.WrittenSpan.ToArray();
    }

    private static Recipe Sampled(ref Reader reader, Func<string, CameraRig> findRig)
    {
        string preset = reader.Name(), rig = reader.Name();
        ulong seed = reader.UInt64(), index = reader.UInt64();
        var twin = new Twin((TwinKind)reader.Byte(), reader.Byte());
        if (!Enum.IsDefined(twin.Kind) || (twin.Kind == TwinKind.None && twin.Number != 0))
            throw new RecipeFormatException($"The recipe has twin {(int)twin.Kind}:{twin.Number}, which is unknown.");
        try
        {
            return Preset.Find(preset).Sample(seed, index, findRig(rig), twin);
        }
        catch (ArgumentException unknown)
        {
            throw new RecipeFormatException(unknown.Message, unknown);
        }
    }

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public byte Byte() => Take(1)[0];

        public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));

        public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

        public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

        public string Name()
        {
            int length = Byte();
            if (length > MaxNameBytes)
                throw new RecipeFormatException($"The recipe holds a name of {length} bytes; at most {MaxNameBytes} are allowed.");
            return Encoding.ASCII.GetString(Take(length));
        }

        public Part[] Parts()
        {
            var parts = new Part[Byte()];
            for (int i = 0; i < parts.Length; i++)
                parts[i] = Part();
            return parts;
        }

        public MeshImport Import()
        {
            byte[] source = Take(MeshImport.HashBytes).ToArray();
            return new MeshImport { Source = source, Images = Images() };
        }

        public ReadOnlyMemory<byte>[] Images()
        {
            var images = new ReadOnlyMemory<byte>[Byte()];
            for (int i = 0; i < images.Length; i++)
                images[i] = Take(MeshImport.HashBytes).ToArray();
            return images;
        }

        /// <summary>Parts that are nothing but a material.</summary>
        public Part[] Materials()
        {
            var parts = new Part[Byte()];
            for (int i = 0; i < parts.Length; i++)
                parts[i] = new Part { Material = Material() };
            return parts;
        }

        public Lighting Lighting()
        {
            var sky = new Vector3[Recipes.Lighting.SkyCoefficientCount];
            for (int i = 0; i < sky.Length; i++)
                sky[i] = Vector();
            var lights = new Light[Byte()];
            for (int i = 0; i < lights.Length; i++)
                lights[i] = new Light(Vector(), Vector(), Single());
            return new Lighting { Sky = sky, Lights = lights };
        }

        public Camera[] Cameras()
        {
            var cameras = new Camera[Byte() + 1];
            for (int i = 0; i < cameras.Length; i++)
            {
                cameras[i] = new Camera
                {
                    Projection = (CameraProjection)Byte(),
                    Position = Vector(),
                    Right = Vector(),
                    Down = Vector(),
                    Forward = Vector(),
                    FocalLength = Single(),
                    Near = Single(),
                    Far = Single(),
                };
            }

            return cameras;
        }

        public readonly void End()
        {
            if (_rest.Length > 0)
                throw new RecipeFormatException($"The recipe has {_rest.Length} bytes too many.");
        }

        private Part Part()
        {
            var part = new Part
            {
                Primitive = (PrimitiveKind)Byte(),
                Operation = (PartOperation)Byte(),
                HalfExtents = Vector(),
                Shape = new Vector4(Single(), Single(), Single(), Single()),
                Rotation = new Quaternion(Single(), Single(), Single(), Single()),
                Translation = Vector(),
                SmoothRadius = Single(),
                ShellThickness = Single(),
            };
            var deformations = new Deformation[Byte()];
            for (int i = 0; i < deformations.Length; i++)
                deformations[i] = new Deformation((DeformationKind)Byte(), Single(), Single(), UInt32());
            part = part with { Deformations = deformations };
            if (Byte() != 0)
            {
                var kind = (DisplacementKind)Byte();
                uint seed = UInt32();
                float frequency = Single();
                var amplitudes = new float[Byte()];
                for (int i = 0; i < amplitudes.Length; i++)
                    amplitudes[i] = Single();
                part = part with { Displacement = new Displacement(kind, seed, amplitudes, frequency) };
            }

            part = part with { Material = Material() };
            return part.Primitive == PrimitiveKind.Formula ? part with { Formula = Formula() } : part;
        }

        private Formula Formula()
        {
            var steps = new FormulaStep[Byte()];
            for (int i = 0; i < steps.Length; i++)
            {
                steps[i] = new FormulaStep(
                    (FormulaOperation)Byte(), (FormulaOperand)Byte(), (FormulaOperand)Byte(), (FormulaOperand)Byte(), (FormulaOperand)Byte(), Single());
            }

            try
            {
                return new Formula(steps);
            }
            catch (ArgumentException fault)
            {
                throw new RecipeFormatException(fault.Message, fault);
            }
        }

        private Material Material() => new()
        {
            Family = (MaterialFamily)Byte(),
            Seed = UInt32(),
            BaseColor = Vector(),
            SecondColor = Vector(),
            AccentColor = Vector(),
            Frequency = Single(),
            Metallic = Single(),
            SecondMetallic = Single(),
            Roughness = Single(),
            SecondRoughness = Single(),
            Relief = Single(),
        };

        private Vector3 Vector() => new(Single(), Single(), Single());

        private float Single() => BitConverter.UInt32BitsToSingle(UInt32());

        private ReadOnlySpan<byte> Take(int count)
        {
            if (_rest.Length < count)
                throw new RecipeFormatException("The recipe ends too early.");
            ReadOnlySpan<byte> taken = _rest[..count];
            _rest = _rest[count..];
            return taken;
        }
    }
}
