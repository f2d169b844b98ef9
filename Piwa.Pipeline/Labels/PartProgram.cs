using System.Globalization;
using System.Numerics;
using System.Text;
using Piwa.Kernels.Recipes;

namespace Piwa.Pipeline.Labels;

/// <summary>The parts of a recipe as a program of constructive solid geometry, to read and to learn from.</summary>
/// <remarks>
/// <para>A program is one expression, for instance:</para>
/// <code>
/// shell(0.05,
///   difference(
///     union(smooth 0.03,
///       cuboid(half 0.5 0.4 0.3, shape 0.1, material marble),
///       ellipsoid(half 0.2 0.2 0.2, at 0 0 0.4, twist 0.5, material plain)),
///     cylinder(half 0.1 0.1 1, turn 0 0.70710677 0 0.70710677, relief ridges seed 7 height 0.01 frequency 12, material wood)))
/// </code>
/// <para>An expression is (1) a part; (2) <c>union</c>, <c>difference</c> or <c>intersection</c> of an expression with the parts that follow it,
/// in order, behind the width of the smooth transition unless that is 0; (3) a <c>shell</c> of the given thickness of an expression. Parts come
/// in the order of the recipe, so that the n-th is its part n. A <c>union</c> of one part alone gives that first part a smooth width.</para>
/// <para>A part is a <see cref="PrimitiveKind"/> with its half extents (<c>half</c>), shape parameters (<c>shape</c>, up to the last that is not
/// 0), formula (<c>steps</c>, in brackets, as <see cref="Formula.ToString"/> writes them), translation (<c>at</c>), rotation as a quaternion x y z w (<c>turn</c>), deformations in order (their kind, amount, <c>frequency</c>,
/// <c>seed</c>), displacement (<c>relief</c>: its kind, <c>seed</c>, <c>height</c> by side, <c>frequency</c>) and <see cref="MaterialFamily"/>
/// (<c>material</c>). What has its default value is left out. Names are in camel case, lengths in recipe units, angles in radians; numbers are the
/// shortest that read back the same, with a decimal point.</para>
/// <para>Of materials it holds only the family; the rest is in the recipe.</para>
/// </remarks>
public static partial class PartProgram
{
    /// <summary>Longest text that is read.</summary>
    public const int MaxLength = 1 << 20;

    private const string Smooth = "smooth";
    private const string Shell = "shell";
    private const string Half = "half";
    private const string Shape = "shape";
    private const string Steps = "steps";
    private const string At = "at";
    private const string Turn = "turn";
    private const string Frequency = "frequency";
    private const string Seed = "seed";
    private const string Relief = "relief";
    private const string Height = "height";
    private const string MaterialName = "material";

    /// <summary>The program of a recipe's parts. Lines end with a line feed; the last has no end.</summary>
    /// <exception cref="ArgumentException">There is no part.</exception>
    public static string Write(IReadOnlyList<Part> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0)
            throw new ArgumentException("A program has at least one part.", nameof(parts));

        var text = new StringBuilder();
        Append(text, parts, parts.Count, 0);
        return text.ToString();
    }

    /// <summary>Appends the expression that joins the first <paramref name="count"/> parts.</summary>
    private static void Append(StringBuilder text, IReadOnlyList<Part> parts, int count, int depth)
    {
        Part last = parts[count - 1];
        if (last.ShellThickness == 0f)
        {
            AppendJoin(text, parts, count, depth);
            return;
        }

        text.Append(Shell).Append('(').Append(Number(last.ShellThickness)).Append(',');
        AppendLine(text, depth + 1);
        AppendJoin(text, parts, count, depth + 1);
        text.Append(')');
    }

    private static void AppendJoin(StringBuilder text, IReadOnlyList<Part> parts, int count, int depth)
    {
        Part last = parts[count - 1];
        bool isSharp = Same(last.SmoothRadius, 0f);
        if (count == 1 && isSharp && last.Operation == PartOperation.Union)
        {
            AppendPart(text, last);
            return;
        }

        // Parts that are joined in the same way stand together, behind what they are joined to; the first part of all has nothing before it.
        int first = count - 1;
        while (first > 1 && JoinAlike(parts[first - 1], last))
            first--;

        text.Append(Name(last.Operation)).Append('(');
        if (!isSharp)
            text.Append(Smooth).Append(' ').Append(Number(last.SmoothRadius)).Append(',');
        AppendLine(text, depth + 1);
        if (first > 0)
            Append(text, parts, first, depth + 1);
        for (int i = first; i < count; i++)
        {
            if (i > 0)
            {
                text.Append(',');
                AppendLine(text, depth + 1);
            }

            AppendPart(text, parts[i]);
        }

        text.Append(')');
    }

    private static bool JoinAlike(Part part, Part other) =>
        part.ShellThickness == 0f && part.Operation == other.Operation && Same(part.SmoothRadius, other.SmoothRadius);

    private static void AppendPart(StringBuilder text, Part part)
    {
        text.Append(Name(part.Primitive)).Append('(').Append(Half);
        AppendNumbers(text, part.HalfExtents.X, part.HalfExtents.Y, part.HalfExtents.Z);
        Vector4 s = part.Shape;
        int length = !Same(s.W, 0f) ? 4 : !Same(s.Z, 0f) ? 3 : !Same(s.Y, 0f) ? 2 : !Same(s.X, 0f) ? 1 : 0;
        if (length > 0)
            AppendNumbers(text.Append(", ").Append(Shape), ((ReadOnlySpan<float>)[s.X, s.Y, s.Z, s.W])[..length]);
        if (part.Formula is { } formula)
            text.Append(", ").Append(Steps).Append('(').Append(formula).Append(')');
        Vector3 t = part.Translation;
        if (!Same(t.X, 0f) || !Same(t.Y, 0f) || !Same(t.Z, 0f))
            AppendNumbers(text.Append(", ").Append(At), t.X, t.Y, t.Z);
        Quaternion q = part.Rotation;
        if (!Same(q.X, 0f) || !Same(q.Y, 0f) || !Same(q.Z, 0f) || !Same(q.W, 1f))
            AppendNumbers(text.Append(", ").Append(Turn), q.X, q.Y, q.Z, q.W);
        foreach (Deformation deformation in part.Deformations)
        {
            AppendNumbers(text.Append(", ").Append(Name(deformation.Kind)), deformation.Amount);
            AppendFrequency(text, deformation.Frequency);
            AppendSeed(text, deformation.Seed);
        }

        if (part.Displacement is { } displacement)
        {
            text.Append(", ").Append(Relief).Append(' ').Append(Name(displacement.Kind));
            AppendSeed(text, displacement.Seed);
            AppendNumbers(text.Append(' ').Append(Height), [.. displacement.Amplitudes]);
            AppendFrequency(text, displacement.Frequency);
        }

        text.Append(", ").Append(MaterialName).Append(' ').Append(Name(part.Material.Family)).Append(')');
    }

    private static void AppendFrequency(StringBuilder text, float frequency)
    {
        if (!Same(frequency, 0f))
            AppendNumbers(text.Append(' ').Append(Frequency), frequency);
    }

    private static void AppendSeed(StringBuilder text, uint seed)
    {
        if (seed != 0)
            text.Append(' ').Append(Seed).Append(' ').Append(seed.ToString(CultureInfo.InvariantCulture));
    }

    private static void AppendNumbers(StringBuilder text, params ReadOnlySpan<float> numbers)
    {
        foreach (float number in numbers)
            text.Append(' ').Append(Number(number));
    }

    private static void AppendLine(StringBuilder text, int depth)
    {
        const int Indent = 2;
        text.Append('\n').Append(' ', Indent * depth);
    }

    private static string Number(float number) => number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The name of an enumeration's value in camel case.</summary>
    private static string Name<T>(T value) where T : struct, Enum
    {
        string name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    /// <summary>Whether two numbers have the same bits: -0 is not 0.</summary>
    private static bool Same(float a, float b) => BitConverter.SingleToInt32Bits(a) == BitConverter.SingleToInt32Bits(b);
}
