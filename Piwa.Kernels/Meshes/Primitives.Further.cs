using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Meshes;

/// <content>The primitives beyond the classical ones.</content>
internal static unsafe partial class Primitives<F, I, M>
{
    private const float Golden = 1.6180340f;
    private const float InverseGolden = 0.61803399f;

    /// <summary>
    /// Shape0 = 2 / e2, Shape1 = e2 / e1, Shape2 = 2 / e1, Shape3 = e1 / 2 of the exponents e1 (poles) and e2 (equator); Shape4 = the
    /// factor that makes the slope at most 1.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Superellipsoid(PartRecord* part, F x, F y, F z)
    {
        F u = Power(F.Abs(x) * part->InverseHalfX, part->Shape0);
        F v = Power(F.Abs(y) * part->InverseHalfY, part->Shape0);
        F w = Power(F.Abs(z) * part->InverseHalfZ, part->Shape2);
        F k = Power(Power(u + v, part->Shape1) + w, part->Shape3);
        return (k - 1f) * part->Shape4;
    }

    /// <summary>Shape0 = the factor that makes the faces' slope 1.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Tetrahedron(PartRecord* part, F x, F y, F z)
    {
        F u = x * part->InverseHalfX, v = y * part->InverseHalfY, w = z * part->InverseHalfZ;
        F farthest = F.Max(F.Max(-u - v - w, v + w - u), F.Max(u + w - v, u + v - w));
        return (farthest - 1f) * part->Shape0;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static F Dodecahedron(PartRecord* part, F x, F y, F z)
    {
        // Face normals (0, 1, phi) and its cyclic turns, over their length.
        const float Scale = 0.52573111f;
        F u = F.Abs(x) * part->InverseHalfX, v = F.Abs(y) * part->InverseHalfY, w = F.Abs(z) * part->InverseHalfZ;
        F farthest = F.Max(F.Fma(w, Golden, v), F.Max(F.Fma(u, Golden, w), F.Fma(v, Golden, u)));
        return (farthest - Golden) * part->Smallest * Scale;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static F Icosahedron(PartRecord* part, F x, F y, F z)
    {
        // Face normals (1, 1, 1) and (1 / phi, 0, phi) with its cyclic turns, over their length, sqrt(3).
        const float Scale = 0.57735027f;
        F u = F.Abs(x) * part->InverseHalfX, v = F.Abs(y) * part->InverseHalfY, w = F.Abs(z) * part->InverseHalfZ;
        F farthest = F.Max(
            F.Max(u + v + w, F.Fma(w, Golden, u * InverseGolden)),
            F.Max(F.Fma(u, Golden, v * InverseGolden), F.Fma(v, Golden, w * InverseGolden)));
        return (farthest - Golden) * part->Smallest * Scale;
    }

    /// <summary>
    /// Shape0 = angle of a point; Shape1, Shape2 = half that angle's cosine and sine times the radius; Shape3, Shape4 = direction of an
    /// edge; Shape5 = length of an edge.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Star(PartRecord* part, F x, F y, F z)
    {
        Across(part, ref x, ref y);
        F angle = F.Atan2(x, y);
        F inPoint = angle - F.Floor(angle / part->Shape0) * part->Shape0 - (F)part->Shape0 * 0.5f;
        F.SinCos(inPoint, out F sine, out F cosine);
        F radius = Length(x, y);
        F px = F.Fma(radius, cosine, -part->Shape1), py = F.Fma(radius, F.Abs(sine), -part->Shape2);
        F along = F.Fma(px, part->Shape3, py * part->Shape4) * -1f;
        along = F.Max(F.Min(along, part->Shape5), 0f);
        px = F.Fma(along, part->Shape3, px);
        py = F.Fma(along, part->Shape4, py);
        F distance = Length(px, py);
        return Extrude(F.Select(px < 0f, -distance, distance), F.Abs(z) - part->HalfZ);
    }

    /// <summary>Shape0 = radius of the wall's middle; Shape1 = half its thickness.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Pipe(PartRecord* part, F x, F y, F z)
    {
        Across(part, ref x, ref y);
        F wall = F.Abs(Length(x, y) - part->Shape0) - part->Shape1;
        return Extrude(wall, F.Abs(z) - part->HalfZ);
    }

    /// <summary>Shape0, Shape1 = sine and cosine of half the angle; Shape2 = radius of the centre line; Shape3 = radius of the tube.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Arc(PartRecord* part, F x, F y, F z)
    {
        Across(part, ref x, ref y);
        x = F.Abs(x);
        z = z * part->InverseHalfZ * part->Shape3;
        F toEnd = F.Fma(x, part->Shape0, y * part->Shape1);
        F toRing = Length(x, y);
        F k = F.Select(x * part->Shape1 > y * part->Shape0, toEnd, toRing);
        F square = F.Fma(x, x, F.Fma(y, y, z * z)) + (F)part->Shape2 * part->Shape2 - k * ((F)part->Shape2 * 2f);
        return F.Sqrt(F.Max(square, 0f)) - part->Shape3;
    }

    /// <summary>
    /// Shape0 = radius of the coil; Shape1 = radius of the wire; Shape2 = pitch; Shape3 = 1 / pitch; Shape4 = cosine of the coil's climb.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Spring(PartRecord* part, F x, F y, F z)
    {
        const float InverseTurn = 0.15915494f;
        const float Caution = 0.8f; // near the axis a turn is a short way
        Across(part, ref x, ref y);
        F turn = F.Fma(z, part->Shape3, F.Atan2(y, x) * -InverseTurn);
        F height = (turn - F.Floor(turn + 0.5f)) * part->Shape2 * part->Shape4;
        F coil = Length(Length(x, y) - part->Shape0, height) - part->Shape1;
        return F.Max(coil * Caution, F.Abs(z) - part->HalfZ);
    }

    /// <summary>Shape0 .. Shape3 = coefficients of the radius by height, -1 to 1; Shape4 = the factor that makes the slope at most 1.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Lathe(PartRecord* part, F x, F y, F z)
    {
        F w = F.Max(F.Min(z * part->InverseHalfZ, 1f), -1f);
        F radius = F.Fma(F.Fma(F.Fma(w, part->Shape3, part->Shape2), w, part->Shape1), w, part->Shape0);
        radius = F.Max(F.Min(radius, 1f), ShapeConstants.LeastLatheRadius);
        F k = Length(x * part->InverseHalfX, y * part->InverseHalfY);
        return F.Max((k - radius) * part->Shape4, F.Abs(z) - part->HalfZ);
    }

    /// <summary>Shape0 = radius of the ends' centre line; Shape1 = radius of the wire; Shape2 = half length of the straight part.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Link(PartRecord* part, F x, F y, F z)
    {
        F across = F.Min(part->HalfX, part->HalfY);
        x = x * part->InverseHalfX * across;
        z = z * part->InverseHalfZ * part->Shape1;
        F beyond = F.Max(F.Abs(y) - part->Shape2, 0f);
        return Length(Length(x, beyond) - part->Shape0, z) - part->Shape1;
    }

    /// <summary>Shape0 = number of balls; Shape1 = width of their joins; Shape2 = 1 / (4 Shape1). Data: place and radius by ball.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Blob(PartRecord* part, float* data, F x, F y, F z)
    {
        x = x * part->ContractX;
        y = y * part->ContractY;
        z = z * part->ContractZ;
        F distance = 16f;
        int count = (int)part->Shape0;
        float* ball = data + part->DataOffset;
        for (int i = 0; i < count; i++)
        {
            F other = Length(x - ball[0], y - ball[1], z - ball[2]) - ball[3];
            F blend = F.Max(F.Abs(distance - other) * -1f + part->Shape1, 0f);
            distance = F.Min(distance, other) - blend * blend * part->Shape2;
            ball += ShapeConstants.BallLength;
        }

        return distance;
    }

    /// <summary>Shape0 = radians per unit of length; Shape1 = level of the sheet's faces; Shape2 = the factor that makes the slope at most 1.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Gyroid(PartRecord* part, F x, F y, F z)
    {
        F.SinCos(x * part->Shape0, out F sx, out F cx);
        F.SinCos(y * part->Shape0, out F sy, out F cy);
        F.SinCos(z * part->Shape0, out F sz, out F cz);
        F level = F.Fma(sx, cy, F.Fma(sy, cz, sz * cx));
        F sheet = (F.Abs(level) - part->Shape1) * part->Shape2;
        return F.Max(sheet, Ellipsoid(part, x, y, z));
    }

    /// <summary>Shape0, Shape1, Shape2 = distance of the bars along each axis; Shape3 = half width of a bar.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Lattice(PartRecord* part, F x, F y, F z)
    {
        F ax = ToBar(x, part->HalfX, part->Shape0, part->Shape3);
        F ay = ToBar(y, part->HalfY, part->Shape1, part->Shape3);
        F az = ToBar(z, part->HalfZ, part->Shape2, part->Shape3);

        // A bar runs along each axis where the other two coordinates are near a grid line: the middle one of the three decides.
        F middle = F.Max(F.Min(ax, ay), F.Min(F.Max(ax, ay), az));
        return F.Max(middle - part->Shape3, Sides(x, y, z, part->HalfX, part->HalfY, part->HalfZ));
    }

    /// <summary>Distance to the nearest of the grid planes, the first and last of which lie half a bar within the box.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F ToBar(F place, F half, F spacing, F bar)
    {
        F cell = (place + half - bar) / spacing;
        return F.Abs(cell - F.Floor(cell + 0.5f)) * spacing;
    }

    /// <summary>Shape0 = teeth; Shape1 = mean radius; Shape2 = half the teeth's depth; Shape3 = the factor that makes the slope at most 1.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Gear(PartRecord* part, F x, F y, F z)
    {
        const float Steepness = 1.6f; // a cosine cut off at 1: flat tips and roots
        Across(part, ref x, ref y);
        F.SinCos(F.Atan2(y, x) * part->Shape0, out _, out F wave);
        wave = F.Max(F.Min(wave * Steepness, 1f), -1f);
        F side = (Length(x, y) - F.Fma(wave, part->Shape2, part->Shape1)) * part->Shape3;
        return F.Max(side, F.Abs(z) - part->HalfZ);
    }

    /// <summary>Shape0 = radius. Data: points of the curve, each with the reciprocal of the square of the distance to the next.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Tube(PartRecord* part, float* data, F x, F y, F z)
    {
        x = x * part->ContractX;
        y = y * part->ContractY;
        z = z * part->ContractZ;
        F nearest = 256f;
        float* point = data + part->DataOffset;
        for (int i = 1; i < ShapeConstants.TubePoints; i++)
        {
            F ax = x - point[0], ay = y - point[1], az = z - point[2];
            F bx = (F)point[4] - point[0], by = (F)point[5] - point[1], bz = (F)point[6] - point[2];
            F along = F.Fma(ax, bx, F.Fma(ay, by, az * bz)) * point[3];
            along = F.Max(F.Min(along, 1f), 0f) * -1f;
            ax = F.Fma(bx, along, ax);
            ay = F.Fma(by, along, ay);
            az = F.Fma(bz, along, az);
            nearest = F.Min(nearest, F.Fma(ax, ax, F.Fma(ay, ay, az * az)));
            point += ShapeConstants.TubePointLength;
        }

        return F.Sqrt(nearest) - part->Shape0;
    }

    /// <summary>
    /// Shape0 = angle between meridians; Shape1 = angle or distance between parallels; Shape2 = number of parallels; Shape3 = radius of the
    /// body that the wires lie on; Shape4 = radius of a wire; Shape5 = form of the body.
    /// </summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Cage(PartRecord* part, F x, F y, F z)
    {
        x = x * part->ContractX;
        y = y * part->ContractY;
        z = z * part->ContractZ;
        F across = Length(x, y);
        F round = F.Atan2(y, x) / part->Shape0;
        F meridian = F.Abs(Elementary<F, I, M>.Sin((round - F.Floor(round + 0.5f)) * part->Shape0));
        int form = (int)part->Shape5;
        if (form == ShapeConstants.CageEllipsoid)
            return EllipsoidCage(part, across, z, across * meridian);
        return form == ShapeConstants.CageTorus ? TorusCage(part, across, z, across * meridian) : ConeCage(part, across, z, across * meridian);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static F EllipsoidCage(PartRecord* part, F across, F z, F meridian)
    {
        const float QuarterTurn = 1.5707963f;
        F radius = Length(across, z);
        F height = (F.Atan2(z, across) + QuarterTurn) / part->Shape1;
        F line = F.Max(F.Min(F.Floor(height + 0.5f), part->Shape2), 1f);
        F parallel = radius * F.Abs(Elementary<F, I, M>.Sin((height - line) * part->Shape1));
        return Length(radius - part->Shape3, F.Min(meridian, parallel)) - part->Shape4;
    }

    /// <summary>A cylinder or a cone; the parallels are evenly spaced from the bottom to the top.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F ConeCage(PartRecord* part, F across, F z, F meridian)
    {
        const float ConeSlope = 0.89442719f; // cosine of the side's angle: as high as wide
        bool cone = (int)part->Shape5 == ShapeConstants.CageCone;
        F bottom = -(F)part->Shape3;
        F radius = cone ? ((F)part->Shape3 - z) * 0.5f : (F)part->Shape3;
        F side = (across - radius) * (cone ? ConeSlope : 1f);
        F height = (z - bottom) / part->Shape1;
        F line = F.Max(F.Min(F.Floor(height + 0.5f), (F)part->Shape2 - 1f), 0f);
        F ringHeight = F.Fma(line, part->Shape1, bottom);
        F ringRadius = cone ? ((F)part->Shape3 - ringHeight) * 0.5f : (F)part->Shape3;
        F bars = F.Max(Length(side, meridian), F.Abs(z) - part->Shape3);
        return (F.Min(bars, Length(across - ringRadius, z - ringHeight)) - part->Shape4) * ConeSlope;
    }

    [MethodImpl(Compiled.AtOnce)]
    private static F TorusCage(PartRecord* part, F across, F z, F meridian)
    {
        // The ring and the tube share the radius 7 to 3.
        F ring = (F)part->Shape3 * 0.7f, tube = (F)part->Shape3 * 0.3f;
        F outward = across - ring;
        F radius = Length(outward, z);
        F round = F.Atan2(z, outward) / part->Shape1;
        F parallel = radius * F.Abs(Elementary<F, I, M>.Sin((round - F.Floor(round + 0.5f)) * part->Shape1));
        return Length(radius - tube, F.Min(meridian, parallel)) - part->Shape4;
    }

    /// <summary>Shape0 = half width of the beams as a share of the half extents.</summary>
    [MethodImpl(Compiled.AtOnce)]
    private static F Cross(PartRecord* part, F x, F y, F z)
    {
        F bx = (F)part->HalfX * part->Shape0, by = (F)part->HalfY * part->Shape0, bz = (F)part->HalfZ * part->Shape0;
        F alongX = Sides(x, y, z, part->HalfX, by, bz);
        F alongY = Sides(x, y, z, bx, part->HalfY, bz);
        F alongZ = Sides(x, y, z, bx, by, part->HalfZ);
        return F.Min(alongX, F.Min(alongY, alongZ));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static F Power(F value, F exponent) => F.Pow(value, exponent);
}
