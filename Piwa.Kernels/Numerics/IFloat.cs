namespace Piwa.Kernels.Numerics;

/// <summary>
/// The float of a kernel body: one value on a GPU thread, 4, 8 or 16 values in a CPU register. Every operation is rounded once,
/// to nearest even, on every accelerator, so that a body gives the same bits whatever its width.
/// </summary>
/// <remarks>
/// There is no operation here that some device would round differently: no approximations, no implicit fused multiply-add.
/// NaNs never leave a kernel (their payload bits differ between devices); the mesh validator rejects the asset instead.
/// </remarks>
/// <typeparam name="F">The float itself.</typeparam>
/// <typeparam name="I">The 32-bit integer of the same width.</typeparam>
/// <typeparam name="M">The mask of the same width, the result of comparisons.</typeparam>
internal unsafe interface IFloat<F, I, M>
    where F : unmanaged, IFloat<F, I, M>
    where I : unmanaged, IInt<F, I, M>
    where M : unmanaged, IMask<M>
{
    /// <summary>The same value in all positions.</summary>
    static abstract implicit operator F(float value);

    static abstract F operator +(F a, F b);
    static abstract F operator -(F a, F b);
    static abstract F operator *(F a, F b);
    static abstract F operator /(F a, F b);

    // The same with one value for all: a number with a slope has less to do there.
    static abstract F operator +(F a, float b);
    static abstract F operator -(F a, float b);
    static abstract F operator *(F a, float b);

    /// <summary>Flips the sign bit.</summary>
    static abstract F operator -(F a);

    static abstract M operator <(F a, F b);
    static abstract M operator >(F a, F b);
    static abstract M operator <=(F a, F b);
    static abstract M operator >=(F a, F b);

    /// <summary><c>a * b + c</c>, rounded once.</summary>
    static abstract F Fma(F a, F b, F c);

    /// <inheritdoc cref="Fma(F, F, F)"/>
    static abstract F Fma(F a, float b, F c);

    /// <inheritdoc cref="Fma(F, F, F)"/>
    static abstract F Fma(F a, float b, float c);

    static abstract F Sqrt(F a);

    /// <summary>Clears the sign bit.</summary>
    static abstract F Abs(F a);

    /// <summary><c>a &lt; b ? a : b</c>: the second operand where either is NaN.</summary>
    static abstract F Min(F a, F b);

    /// <summary><c>a &gt; b ? a : b</c>: the second operand where either is NaN.</summary>
    static abstract F Max(F a, F b);

    static abstract F Floor(F a);

    /// <summary>Base-2 logarithm of a positive, normal float: <see cref="Elementary{F,I,M}.Log2"/>.</summary>
    static abstract F Log2(F a);

    /// <summary>Sine and cosine: <see cref="Elementary{F,I,M}.SinCos"/>.</summary>
    static abstract void SinCos(F x, out F sine, out F cosine);

    /// <summary>Angle of a vector: <see cref="Elementary{F,I,M}.Atan2"/>.</summary>
    static abstract F Atan2(F y, F x);

    /// <summary>A power: <see cref="Elementary{F,I,M}.Pow"/>.</summary>
    static abstract F Pow(F x, F y);

    /// <summary>Gradient noise: <see cref="Noise{F,I,M}.Gradient"/>.</summary>
    static abstract F GradientNoise(F x, F y, F z, int seed);

    /// <summary>Gradient noise and its slopes: <see cref="Noise{F,I,M}.GradientWithSlopes"/>.</summary>
    static abstract F SlopedGradientNoise(F x, F y, F z, int seed, out F slopeX, out F slopeY, out F slopeZ);

    /// <summary>Octaves of gradient noise, or of its ridges: <see cref="Octaves{F,I,M}.Sum"/>.</summary>
    static abstract F OctaveNoise(F x, F y, F z, int seed, int octaves, F footprint, bool isRidged);

    /// <summary>Distances to the nearest two random points and the nearest one's random bits: <see cref="Noise{F,I,M}.Cells"/>.</summary>
    static abstract void CellNoise(F x, F y, F z, int seed, out F nearest, out F second, out I bits);

    /// <summary><paramref name="yes"/> where the mask is set, else <paramref name="no"/>.</summary>
    static abstract F Select(M mask, F yes, F no);

    /// <summary>Nearest float of an integer.</summary>
    static abstract F FromInt(I value);

    /// <summary>The bits of the integer, read as a float.</summary>
    static abstract F FromBits(I bits);

    /// <summary>Reads as many consecutive values as the width.</summary>
    static abstract F Load(float* source);

    static abstract void Store(float* target, F value);

    /// <summary>Reads a block: rows of <see cref="Block.Width"/> values each, <paramref name="stride"/> values apart.</summary>
    static abstract F LoadBlock(float* source, int stride);

    static abstract void StoreBlock(float* target, int stride, F value);

    /// <summary>Reads <c>source[index]</c> for every position.</summary>
    static abstract F Gather(float* source, I index);

    /// <summary>Reads <c>source[index]</c> and <c>source[index + 1]</c> for every position: wide versions read both at once.</summary>
    static abstract void GatherPair(float* source, I index, out F first, out F second);
}
