using System.Runtime.CompilerServices;
using Piwa.Kernels.Numerics;

namespace Piwa.Kernels.Meshes;

/// <summary>The search for where the surface crosses grid edges, as many as the width: between the ends whose distances differ in sign.</summary>
/// <remarks>The crossing stays between low and high. Newton's step is taken where it falls between them, else the middle.</remarks>
internal unsafe struct EdgeSearch<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>
    /// Evaluations of the field with its gradient: a first guess, a step of Newton's method or a bisection, and so on. Most crossings are
    /// found with two; those of a field with kinks on both sides need more.
    /// </summary>
    private const int MaxSteps = 6;

    /// <summary>A crossing is found by a Newton's step from a value this near to 0, in cells.</summary>
    private const float NearRoot = 0.002f;

    /// <summary>Slopes below are none: the field's own are near 1.</summary>
    private const float NoSlope = 1e-9f;

    /// <summary>Edges whose crossing is not yet found.</summary>
    public M Open;

    /// <summary>Where the crossing is, 0 to 1 from the edge's start.</summary>
    public F Share;

    /// <summary>The field where it was last evaluated.</summary>
    public Dual<F, I, M> Field;

    /// <summary>The part that decided there.</summary>
    public I Part;

    private I _code, _steps;
    private F _startX, _startY, _startZ, _stepX, _stepY, _stepZ, _startValue, _low, _high;

    /// <summary>Begins the search on edges, given by their codes, where they are fresh.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Begin(in MeshWork work, I code, M fresh)
    {
        GridRecord* grid = work.Grid;
        I ix = code & EdgeCode.CoordinateMask;
        I iy = (code >>> EdgeCode.ShiftY) & EdgeCode.CoordinateMask;
        I iz = (code >>> EdgeCode.ShiftZ) & EdgeCode.CoordinateMask;
        I axis = (code >>> EdgeCode.ShiftAxis) & EdgeCode.AxisMask;
        M alongX = I.Equal(axis, 0), alongY = I.Equal(axis, 1), alongZ = I.Equal(axis, 2);

        I corner = (iz * (grid->CellsY + 1) + iy) * grid->CornerRowLength + ix;
        I step = I.Select(alongX, 1, I.Select(alongY, grid->CornerRowLength, grid->CornerLayerLength));
        F startValue = F.Gather(work.Distances, corner);
        F endValue = F.Gather(work.Distances, corner + step);

        // All of it depends on the code alone, but for the state of the search.
        _code = code;
        _startX = F.Fma(F.FromInt(ix), grid->Spacing, grid->OriginX);
        _startY = F.Fma(F.FromInt(iy), grid->Spacing, grid->OriginY);
        _startZ = F.Fma(F.FromInt(iz), grid->Spacing, grid->OriginZ);
        _stepX = F.Select(alongX, grid->Spacing, 0f);
        _stepY = F.Select(alongY, grid->Spacing, 0f);
        _stepZ = F.Select(alongZ, grid->Spacing, 0f);
        _startValue = startValue;
        _low = F.Select(fresh, 0f, _low);
        _high = F.Select(fresh, 1f, _high);
        _steps = I.Select(fresh, 0, _steps);
        Share = F.Select(fresh, startValue / (startValue - endValue), Share);
        Field = Dual<F, I, M>.Select(fresh, 0f, Field);
        Part = I.Select(fresh, 0, Part);
        Open = Open | fresh;
    }

    /// <summary>The place to evaluate next, as a variable of the field.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Place(out Dual<F, I, M> x, out Dual<F, I, M> y, out Dual<F, I, M> z)
    {
        x = new(F.Fma(_stepX, Share, _startX), 1f, 0f, 0f);
        y = new(F.Fma(_stepY, Share, _startY), 0f, 1f, 0f);
        z = new(F.Fma(_stepZ, Share, _startZ), 0f, 0f, 1f);
    }

    /// <summary>Goes on with what the field is there.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public void Step(in MeshWork work, in Dual<F, I, M> value, I part)
    {
        Field = Dual<F, I, M>.Select(Open, value, Field);
        Part = I.Select(Open, part, Part);

        M sameAsStart = !((Field.Value < 0f) ^ (_startValue < 0f));
        _low = F.Select(sameAsStart, Share, _low);
        _high = F.Select(sameAsStart, _high, Share);
        F slope = F.Fma(Field.Dx, _stepX, F.Fma(Field.Dy, _stepY, Field.Dz * _stepZ));
        F newton = Share - Field.Value / F.Select(F.Abs(slope) > NoSlope, slope, 1f);
        M usable = (F.Abs(slope) > NoSlope) & (newton >= _low) & (newton <= _high);
        Share = F.Select(Open, F.Select(usable, newton, (_low + _high) * 0.5f), Share);
        _steps = _steps + 1;
        Open = Open & !(usable & (F.Abs(Field.Value) < (F)NearRoot * work.Grid->Spacing)) & (_steps < MaxSteps);
    }

    /// <summary>The field's gradient, normalised; where it has none, the edge's own direction is at least outward.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public readonly void Normal(out F x, out F y, out F z)
    {
        F square = F.Fma(Field.Dx, Field.Dx, F.Fma(Field.Dy, Field.Dy, Field.Dz * Field.Dz));
        M sloped = square > NoSlope;
        F outward = F.Select(I.Equal((_code >>> EdgeCode.ShiftInside) & 1, 1), 1f, -1f);
        F scale = F.Select(sloped, 1f / F.Sqrt(F.Select(sloped, square, 1f)), 0f);
        x = F.Select(sloped, Field.Dx * scale, F.Select(_stepX > 0f, outward, 0f));
        y = F.Select(sloped, Field.Dy * scale, F.Select(_stepY > 0f, outward, 0f));
        z = F.Select(sloped, Field.Dz * scale, F.Select(_stepZ > 0f, outward, 0f));
    }
}
