using System.Numerics;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Meshes;

/// <summary>
/// The parts of a recipe compiled for the kernels, in unit space: the box of the parts is centred at the origin and its longest side
/// is 1.
/// </summary>
internal sealed class FieldProgram
{
    private FieldProgram(PartRecord[] parts, float[] heights, Vector3 centre, float scale, PartBounds.Box hard, PartBounds.Box loose)
    {
        Parts = parts;
        Heights = heights;
        Centre = centre;
        Scale = scale;
        Hard = hard;
        Loose = loose;
    }

    public PartRecord[] Parts { get; }

    /// <summary>Heights of all displaced parts; see <see cref="HeightTable"/>. Never empty, so that its address can be taken.</summary>
    public float[] Heights { get; }

    /// <summary>Centre of the bounding box, in recipe units.</summary>
    public Vector3 Centre { get; }

    /// <summary>Unit space = (recipe space - <see cref="Centre"/>) * Scale.</summary>
    public float Scale { get; }

    /// <summary>The box of the parts without displacement and smooth joins, in unit space: centred, its longest side is 1.</summary>
    public PartBounds.Box Hard { get; }

    /// <summary>A box that surely holds the surface, in unit space.</summary>
    public PartBounds.Box Loose { get; }

    public static FieldProgram Compile(IReadOnlyList<Part> parts)
    {
        (PartBounds.Box hard, PartBounds.Box loose) = PartBounds.Of(parts);
        float scale = 1f / Geometry.Largest(hard.Size);
        Vector3 centre = hard.Centre;

        var records = new PartRecord[parts.Count];
        int displaced = parts.Count(part => part.HeightField is not null);
        var heights = new float[Math.Max(1, displaced * HeightTable.PartLength)];
        int heightOffset = 0;
        for (int i = 0; i < records.Length; i++)
        {
            records[i] = Compile(parts[i], centre, scale);
            if (parts[i].HeightField is { } field)
            {
                records[i].HeightOffset = heightOffset;
                FillHeights(field, scale, heights.AsSpan(heightOffset, HeightTable.PartLength));
                heightOffset += HeightTable.PartLength;
            }
        }

        return new FieldProgram(records, heights, centre, scale, ToUnit(hard), ToUnit(loose));

        PartBounds.Box ToUnit(PartBounds.Box box) => new((box.Low - centre) * scale, (box.High - centre) * scale);
    }

    /// <summary>The distance field at one point of unit space.</summary>
    public unsafe float Evaluate(Vector3 point)
    {
        fixed (PartRecord* parts = Parts)
        fixed (float* heights = Heights)
        {
            return SignedDistance<FloatX1, IntX1, MaskX1>.Evaluate(
                parts, Parts.Length, heights, point.X, point.Y, point.Z, out _).Value;
        }
    }

    private static PartRecord Compile(Part part, Vector3 centre, float scale)
    {
        Geometry.RotationRows(part.Rotation, out Vector3 r0, out Vector3 r1, out Vector3 r2);
        Vector3 place = (part.Translation - centre) * scale;
        Vector3 half = part.HalfExtents * scale;
        float smooth = part.SmoothRadius * scale;

        // The frame's axes are the columns of the rotation: local = transpose(R) (p - place).
        var record = new PartRecord
        {
            Primitive = (int)part.Primitive,
            Operation = (int)part.Operation,
            HeightOffset = -1,
            Xx = r0.X,
            Xy = r1.X,
            Xz = r2.X,
            Yx = r0.Y,
            Yy = r1.Y,
            Yz = r2.Y,
            Zx = r0.Z,
            Zy = r1.Z,
            Zz = r2.Z,
            HalfX = half.X,
            HalfY = half.Y,
            HalfZ = half.Z,
            InverseHalfX = 1f / half.X,
            InverseHalfY = 1f / half.Y,
            InverseHalfZ = 1f / half.Z,
            SmoothRadius = smooth,
            SmoothFactor = smooth > 0f ? 0.25f / smooth : 0f,
            ShellThickness = part.ShellThickness * scale,
        };
        record.Xw = -((record.Xx * place.X) + (record.Xy * place.Y) + (record.Xz * place.Z));
        record.Yw = -((record.Yx * place.X) + (record.Yy * place.Y) + (record.Yz * place.Z));
        record.Zw = -((record.Zx * place.X) + (record.Zy * place.Y) + (record.Zz * place.Z));
        SetShape(ref record, part.Primitive, part.Shape, half);
        return record;
    }

    private static void SetShape(ref PartRecord record, PrimitiveKind primitive, float shape, Vector3 half)
    {
        float across = MathF.Min(half.X, half.Y);
        switch (primitive)
        {
            case PrimitiveKind.Ellipsoid:
                record.Shape0 = Geometry.Smallest(half);
                break;
            case PrimitiveKind.Cuboid:
                record.Shape0 = shape * Geometry.Smallest(half);
                break;
            case PrimitiveKind.Cylinder:
                record.Shape0 = across;
                break;
            case PrimitiveKind.Cone:
                float slope = (shape - 1f) / (2f * half.Z);
                record.Shape0 = (1f + shape) * 0.5f;
                record.Shape1 = slope;
                record.Shape2 = 1f / MathF.Sqrt((1f / (across * across)) + (slope * slope));
                break;
            case PrimitiveKind.Capsule:
                float radius = MathF.Min(across, half.Z);
                record.Shape0 = radius / half.X;
                record.Shape1 = radius / half.Y;
                record.Shape2 = radius;
                record.Shape3 = half.Z - radius;
                break;
            case PrimitiveKind.Torus:
                float tube = MathF.Min(shape * across, half.Z);
                record.Shape0 = across / half.X;
                record.Shape1 = across / half.Y;
                record.Shape2 = across - tube;
                record.Shape3 = tube;
                break;
            case PrimitiveKind.Prism:
                Geometry.SinCos(MathF.Tau / shape, out float sine, out float cosine);
                Geometry.SinCos(MathF.PI / shape, out _, out float inscribed);
                record.Shape0 = shape;
                record.Shape1 = cosine;
                record.Shape2 = sine;
                record.Shape3 = across * inscribed;
                break;
            case PrimitiveKind.Octahedron:
                Vector3 inverse = new(record.InverseHalfX, record.InverseHalfY, record.InverseHalfZ);
                record.Shape0 = 1f / Geometry.Length(inverse);
                break;
        }
    }

    private static void FillHeights(HeightField field, float scale, Span<float> table)
    {
        for (int side = 0; side < HeightField.SideCount; side++)
        {
            // A side has its own stream: flattening one leaves the others as they are.
            var random = new RandomStream(field.Seed, 0, RandomField.HeightField, side);
            float amplitude = field.Amplitudes[side] * scale;
            for (int row = 0; row < HeightField.GridSize; row++)
            {
                int first = (side * HeightTable.SideLength) + ((HeightTable.FirstHeight + row) * HeightTable.RowLength)
                    + HeightTable.FirstHeight;
                for (int column = 0; column < HeightField.GridSize; column++)
                    table[first + column] = amplitude * random.NextRange(-1f, 1f);
            }
        }
    }
}
