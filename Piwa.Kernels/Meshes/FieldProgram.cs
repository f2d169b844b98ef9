using System.Numerics;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Kernels.Meshes;

/// <summary>
/// The parts of a recipe compiled for the kernels, in unit space: the box of the parts is centred at the origin and its longest side
/// is 1.
/// </summary>
/// <remarks>Not thread-safe. Keeps its memory for the parts that it is given next.</remarks>
internal sealed class FieldProgram
{
    private PartRecord[] _parts = [];
    private float[] _data = [];
    private int _partCount;
    private int _dataLength;

    public ReadOnlySpan<PartRecord> Parts => _parts.AsSpan(0, _partCount);

    /// <summary>Tables of primitives and height fields. Never empty, so that its address can be taken.</summary>
    public ReadOnlySpan<float> Data => _data.AsSpan(0, _dataLength);

    /// <summary>Centre of the bounding box, in recipe units.</summary>
    public Vector3 Centre { get; private set; }

    /// <summary>Unit space = (recipe space - <see cref="Centre"/>) * Scale.</summary>
    public float Scale { get; private set; }

    /// <summary>The box of the parts without displacement and smooth joins, in unit space: centred, its longest side is 1.</summary>
    public PartBounds.Box Hard { get; private set; }

    /// <summary>A box that surely holds the surface, in unit space.</summary>
    public PartBounds.Box Loose { get; private set; }

    /// <summary>Thickness of the thinnest bar or wall, in unit space.</summary>
    public float Thinnest { get; private set; }

    /// <summary>Most data that the parts of a recipe have.</summary>
    public static int DataCapacity =>
        Recipe.MaxPartCount * (Math.Max(ShapeConstants.DataLength, Formula.MaxSteps * FormulaCode.StepLength) + HeightTable.PartLength);

    public static FieldProgram Compile(IReadOnlyList<Part> parts)
    {
        var program = new FieldProgram();
        program.Load(parts);
        return program;
    }

    /// <summary>Compiles parts, in the place of those before.</summary>
    /// <param name="parts">The parts; at least one.</param>
    /// <param name="isDisplaced">Whether with their displacements.</param>
    public void Load(IReadOnlyList<Part> parts, bool isDisplaced = true)
    {
        (PartBounds.Box hard, PartBounds.Box loose) = PartBounds.Of(parts);
        float scale = 1f / Geometry.Largest(hard.Size);
        Vector3 centre = hard.Centre;

        _partCount = parts.Count;
        _dataLength = 0;
        for (int i = 0; i < parts.Count; i++)
            _dataLength += DataLength(parts[i]);
        _dataLength = Math.Max(1, _dataLength);
        Grow(ref _parts, _partCount);
        Grow(ref _data, _dataLength);
        _data.AsSpan(0, _dataLength).Clear();

        int offset = 0;
        float thinnest = 1f;
        for (int i = 0; i < parts.Count; i++)
        {
            Part part = parts[i];
            Span<float> own = _data.AsSpan(offset, DataLength(part));
            _parts[i] = Compile(part, isDisplaced ? part.Displacement : null, centre, scale, offset, own);
            offset += own.Length;
            if (part.ShellThickness > 0f)
                thinnest = MathF.Min(thinnest, part.ShellThickness * scale);
            if (part.Operation != PartOperation.Difference)
                thinnest = MathF.Min(thinnest, ShapeConstants.Thinnest(part.Primitive, part.Shape, part.HalfExtents * scale));
        }

        (Centre, Scale, Hard, Loose, Thinnest) = (centre, scale, ToUnit(hard), ToUnit(loose), thinnest);

        PartBounds.Box ToUnit(PartBounds.Box box) => new((box.Low - centre) * scale, (box.High - centre) * scale);
    }

    /// <summary>The distance field at one point of unit space.</summary>
    public unsafe float Evaluate(Vector3 point)
    {
        fixed (PartRecord* parts = Parts)
        fixed (float* data = Data)
        {
            return SignedDistance<FloatX1, IntX1, MaskX1>.Evaluate(
                parts, _partCount, data, point.X, point.Y, point.Z, out _).Value;
        }
    }

    private static int DataLength(Part part) =>
        (ShapeConstants.HasData(part.Primitive) ? ShapeConstants.DataLength : 0)
        + FormulaCode.LengthOf(part.Formula)
        + (part.Displacement is { Kind: DisplacementKind.HeightField } ? HeightTable.PartLength : 0);

    private static PartRecord Compile(Part part, Displacement? displacement, Vector3 centre, float scale, int offset, Span<float> data)
    {
        Geometry.RotationRows(part.Rotation, out Vector3 r0, out Vector3 r1, out Vector3 r2);
        Vector3 place = (part.Translation - centre) * scale;
        Vector3 half = part.HalfExtents * scale;
        float smooth = part.SmoothRadius * scale, smallest = Geometry.Smallest(half);

        // The frame's axes are the columns of the rotation: local = transpose(R) (p - place).
        var record = new PartRecord
        {
            Primitive = (int)part.Primitive,
            Operation = (int)part.Operation,
            DataOffset = offset,
            Displacement = -1,
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
            ContractX = smallest / half.X,
            ContractY = smallest / half.Y,
            ContractZ = smallest / half.Z,
            Smallest = smallest,
            First = part.Deformations.Count > 0 ? DeformationConstants.Create(part.Deformations[0], half) : DeformationConstants.None,
            Second = part.Deformations.Count > 1 ? DeformationConstants.Create(part.Deformations[1], half) : DeformationConstants.None,
            SmoothRadius = smooth,
            SmoothFactor = smooth > 0f ? 0.25f / smooth : 0f,
            ShellThickness = part.ShellThickness * scale,
        };
        record.Xw = -((record.Xx * place.X) + (record.Xy * place.Y) + (record.Xz * place.Z));
        record.Yw = -((record.Yx * place.X) + (record.Yy * place.Y) + (record.Yz * place.Z));
        record.Zw = -((record.Zx * place.X) + (record.Zy * place.Y) + (record.Zz * place.Z));
        ShapeConstants.Set(ref record, part.Primitive, part.Shape, half, data);
        if (part.Formula is { } formula)
        {
            record.Shape0 = formula.Steps.Count;
            FormulaCode.Fill(formula, data);
        }

        SetDisplacement(ref record, displacement, scale, data);
        record.Steepness = Steepness(part);
        record.Relief = ReliefBounds.Height(displacement) * scale;
        return record;
    }

    private static float Steepness(Part part)
    {
        // Near their axis, springs and cages are nearer in angle than in length.
        const float Wound = 1.3f;
        float steepness = part.Primitive is PrimitiveKind.Spring or PrimitiveKind.Cage ? Wound : 1f;
        for (int i = 0; i < part.Deformations.Count; i++)
            steepness *= DeformationConstants.Stretch(part.Deformations[i], part.HalfExtents);
        return steepness;
    }

    private static void SetDisplacement(ref PartRecord record, Displacement? displacement, float scale, Span<float> data)
    {
        if (displacement is null)
            return;

        record.Displacement = (int)displacement.Kind;
        record.DisplacementSeed = (int)displacement.Seed;
        record.DisplacementAmplitude = displacement.Amplitudes[0] * scale;
        record.DisplacementFrequency = displacement.Frequency / scale;
        if (displacement.Kind == DisplacementKind.HeightField)
        {
            int offset = data.Length - HeightTable.PartLength;
            record.HeightOffset = record.DataOffset + offset;
            FillHeights(displacement, scale, data[offset..]);
        }
    }

    private static void FillHeights(Displacement field, float scale, Span<float> table)
    {
        for (int side = 0; side < Displacement.SideCount; side++)
        {
            // A side has its own stream: flattening one leaves the others as they are.
            var random = new RandomStream(field.Seed, 0, RandomField.HeightField, side);
            float amplitude = field.Amplitudes[side] * scale;
            for (int row = 0; row < Displacement.GridSize; row++)
            {
                int first = (side * HeightTable.SideLength) + ((HeightTable.FirstHeight + row) * HeightTable.RowLength)
                    + HeightTable.FirstHeight;
                for (int column = 0; column < Displacement.GridSize; column++)
                    table[first + column] = amplitude * random.NextRange(-1f, 1f);
            }
        }
    }

    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
            array = new T[BitOperations.RoundUpToPowerOf2((uint)length)];
    }
}
