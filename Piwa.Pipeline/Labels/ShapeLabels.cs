using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Piwa.Pipeline.Labels;

/// <summary>
/// The labels of an asset's shape: what shape auto-encoders and part segmentation are trained on. World frame: right-handed, z up, centred
/// box, longest side 1. Immutable.
/// </summary>
/// <remarks>
/// Points are rounded to half precision first and measured then, so that a distance is that of the point as it is stored. Distances are
/// negative inside, exact to the triangles of the mesh; Hunyuan3D-2.1 and Dora's pysdf have the opposite sign.
/// </remarks>
public sealed class ShapeLabels
{
    /// <summary>Values by point of <see cref="Surface"/> and <see cref="Sharp"/>: position and unit normal.</summary>
    public const int ValuesOfSurfacePoint = 6;

    /// <summary>Values by point of <see cref="Volume"/>, <see cref="Near"/> and <see cref="SharpNear"/>: position and signed distance.</summary>
    public const int ValuesOfDistance = 4;

    private static readonly UTF8Encoding Utf8 = new(false);

    private readonly Half[] _surface;
    private readonly byte[] _surfaceParts;
    private readonly Half[] _sharp;
    private readonly Half[] _volume;
    private readonly Half[] _near;
    private readonly Half[] _sharpNear;

    internal ShapeLabels(LabelOptions options, bool hasSharpEdges, IReadOnlyList<PartLabel> parts, string program)
    {
        int sharp = hasSharpEdges ? options.SharpSamples : 0, sharpNear = hasSharpEdges ? options.SharpNearSamples : 0;
        _surface = new Half[ValuesOfSurfacePoint * options.SurfaceSamples];
        _surfaceParts = new byte[options.SurfaceSamples];
        _sharp = new Half[ValuesOfSurfacePoint * sharp];
        _volume = new Half[ValuesOfDistance * options.VolumeSamples];
        _near = new Half[ValuesOfDistance * options.NearSamples];
        _sharpNear = new Half[ValuesOfDistance * sharpNear];
        Parts = parts;
        Program = program;
    }

    /// <summary>Points on the surface, uniform by area, <c>[point, (x, y, z, nx, ny, nz)]</c>: the normal is the triangle's.</summary>
    public ReadOnlySpan<Half> Surface => _surface;

    /// <summary>Index of the recipe's part by point of <see cref="Surface"/>.</summary>
    public ReadOnlySpan<byte> SurfaceParts => _surfaceParts;

    /// <summary>
    /// Points on sharp edges, uniform by length, <c>[point, (x, y, z, nx, ny, nz)]</c>: the normal is the mean of both sides'. Empty when the
    /// mesh has no sharp edge. An edge is sharp when its triangles' normals are more than 10 degrees (cosine 0.985) away from their mean.
    /// </summary>
    public ReadOnlySpan<Half> Sharp => _sharp;

    /// <summary>Points uniform in a centred cube of side 1.05, <c>[point, (x, y, z, distance)]</c>.</summary>
    public ReadOnlySpan<Half> Volume => _volume;

    /// <summary>
    /// Points off the surface by normal noise on each coordinate, <c>[point, (x, y, z, distance)]</c>: deviation 0.005 and 0.05 in turn.
    /// </summary>
    public ReadOnlySpan<Half> Near => _near;

    /// <summary>
    /// Points off sharp edges by normal noise on each coordinate, <c>[point, (x, y, z, distance)]</c>: deviation 0.001, 0.003, 0.01, 0.02,
    /// 0.04 and 0.06 in turn. Empty when the mesh has no sharp edge.
    /// </summary>
    public ReadOnlySpan<Half> SharpNear => _sharpNear;

    /// <summary>The parts of the recipe, in its order, those that nothing shows of included.</summary>
    public IReadOnlyList<PartLabel> Parts { get; }

    /// <summary>The recipe's parts as a program; see <see cref="PartProgram"/>.</summary>
    public string Program { get; }

    internal Span<Half> SurfaceMemory => _surface;

    internal Span<byte> SurfacePartMemory => _surfaceParts;

    internal Span<Half> SharpMemory => _sharp;

    internal Span<Half> VolumeMemory => _volume;

    internal Span<Half> NearMemory => _near;

    internal Span<Half> SharpNearMemory => _sharpNear;

    /// <summary>Writes the labels' canonical bytes, which their content hash is taken of.</summary>
    /// <remarks>
    /// In this order, each array behind its length in values: surface, surface parts, sharp, volume, near, sharp near; then the number of
    /// parts and each part's values in the order of <see cref="PartLabel"/>'s parameters; then the program behind its length in UTF-8
    /// bytes. Lengths, numbers and names are 32-bit integers, points 16-bit floats, parts' places 32-bit floats, all little-endian.
    /// </remarks>
    public void WriteCanonical(IBufferWriter<byte> target)
    {
        ArgumentNullException.ThrowIfNull(target);
        Write(target, _surface);
        Write(target, _surfaceParts.Length);
        target.Write(_surfaceParts);
        Write(target, _sharp);
        Write(target, _volume);
        Write(target, _near);
        Write(target, _sharpNear);
        Write(target, Parts.Count);
        foreach (PartLabel part in Parts)
        {
            Write(target, (int)part.Primitive);
            Write(target, (int)part.Operation);
            Write(target, part.TriangleCount);
            Write(target, part.Area);
            Write(target, part.Low);
            Write(target, part.High);
            Write(target, part.Centre);
            Write(target, part.HalfExtents);
            Write(target, part.Rotation.X);
            Write(target, part.Rotation.Y);
            Write(target, part.Rotation.Z);
            Write(target, part.Rotation.W);
        }

        byte[] program = Utf8.GetBytes(Program);
        Write(target, program.Length);
        target.Write(program);
    }

    private static void Write(IBufferWriter<byte> target, Half[] values)
    {
        Write(target, values.Length);
        Span<byte> bytes = target.GetSpan((sizeof(ushort) * values.Length) + 1);
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteHalfLittleEndian(bytes[(sizeof(ushort) * i)..], values[i]);
        target.Advance(sizeof(ushort) * values.Length);
    }

    private static void Write(IBufferWriter<byte> target, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target.GetSpan(sizeof(int)), value);
        target.Advance(sizeof(int));
    }

    private static void Write(IBufferWriter<byte> target, float value) => Write(target, BitConverter.SingleToInt32Bits(value));

    private static void Write(IBufferWriter<byte> target, Vector3 value)
    {
        Write(target, value.X);
        Write(target, value.Y);
        Write(target, value.Z);
    }
}
