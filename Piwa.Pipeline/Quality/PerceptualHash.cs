using System.Globalization;
using System.Numerics;

namespace Piwa.Pipeline.Quality;

/// <summary>
/// How an asset looks, in 128 bits: a hash of its first view and one of the view from the other side. Few bits differ between pictures
/// that look alike.
/// </summary>
/// <param name="Front">Hash of view 0.</param>
/// <param name="Back">
/// Hash of the view whose optical axis is most opposed to that of view 0, the first of several; of view 0 itself when it is the only one.
/// </param>
/// <remarks>
/// The DCT hash of C. Zauner, "Implementation and benchmarking of perceptual image hash functions" (2010): luma of the view over white as
/// 32 x 32 means, the cosine transform's coefficients 1 to 8 along both axes, a bit for each that is above their median.
/// </remarks>
public readonly record struct PerceptualHash(ulong Front, ulong Back) : IMetricPoint<PerceptualHash>
{
    /// <summary>Largest distance of two hashes.</summary>
    public const int MaxDistance = 128;

    /// <summary>Bits that differ, 0 to <see cref="MaxDistance"/>.</summary>
    public int DistanceTo(PerceptualHash other) => BitOperations.PopCount(Front ^ other.Front) + BitOperations.PopCount(Back ^ other.Back);

    /// <summary>Front and back as 32 hexadecimal digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Front:x16}{Back:x16}");
}
