using BenchmarkDotNet.Attributes;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Numerics;
using Piwa.Kernels.Recipes;

namespace Piwa.Bench.Micro;

/// <summary>The distance field of the first standard asset at a point: as the host evaluates it, eight at once, and one at a time.</summary>
public class SignedDistanceBenchmarks
{
    private const int Side = 16;
    private const int Points = Side * Side * Side;
    private const float Spacing = 1f / Side;

    private readonly FieldProgram _program = FieldProgram.Compile(Preset.Piwa.Sample(StandardAsset.Campaign.Seed, 0, StandardAsset.Rig).Parts);

    /// <summary>Eight at once.</summary>
    [Benchmark(OperationsPerInvoke = Points)]
    public float Wide() => Evaluate<FloatX8, IntX8, MaskX8>();

    /// <summary>One at a time.</summary>
    [Benchmark(OperationsPerInvoke = Points)]
    public float Scalar() => Evaluate<FloatX1, IntX1, MaskX1>();

    /// <summary>A lattice over unit space.</summary>
    private unsafe float Evaluate<F, I, M>()
        where F : unmanaged, IFloat<F, I, M>
        where I : unmanaged, IInt<F, I, M>
        where M : unmanaged, IMask<M>
    {
        float* last = stackalloc float[Side];
        fixed (PartRecord* parts = _program.Parts)
        fixed (float* data = _program.Data)
        {
            for (int row = 0; row < Side * Side; row++)
            {
                F y = ((row % Side) * Spacing) - 0.5f, z = (row / Side * Spacing) - 0.5f;
                for (int x = 0; x < Side; x += I.Width)
                {
                    F px = F.Fma(F.FromInt(I.Sequence(x)), Spacing, -0.5f);
                    F.Store(last + x, SignedDistance<F, I, M>.Evaluate(parts, _program.Parts.Length, data, px, y, z, out _));
                }
            }
        }

        return last[0];
    }
}
