using System.Diagnostics;
using System.Numerics;

namespace Piwa.Pipeline.Encoding;

/// <summary>Where the bands of a plane lie that was split into pixels of even and odd places, and its even pixels again, down to one pixel.</summary>
/// <remarks>
/// A level has four bands of one size in memory, each within a border of zeros: what lies outside a plane is as the background. Behind
/// the last one is room for a vector.
/// </remarks>
internal sealed class PyramidPlan
{
    /// <summary>Elements behind the last band that may be read.</summary>
    public const int Slack = 64;

    private const int Bands = 4;

    private readonly PyramidLevel[] _levels = new PyramidLevel[BitOperations.Log2(PlaneLayout.MaxSide) + 1];

    /// <summary>Levels, from the finest on; none where the plane is one pixel.</summary>
    public ReadOnlySpan<PyramidLevel> Levels => _levels.AsSpan(0, LevelCount);

    /// <summary>Levels that there are.</summary>
    public int LevelCount { get; private set; }

    /// <summary>Elements that all bands take.</summary>
    public int Length { get; private set; }

    /// <summary>Lays out a plane.</summary>
    public void Lay(int width, int height)
    {
        Debug.Assert(width is >= 1 and <= PlaneLayout.MaxSide && height is >= 1 and <= PlaneLayout.MaxSide, "A layout has such sides.");
        (LevelCount, Length) = (0, 0);
        while (Math.Max(width, height) > 1)
        {
            int evenWidth = (width + 1) / 2, evenHeight = (height + 1) / 2, stride = evenWidth + 2;
            _levels[LevelCount++] = new PyramidLevel(evenWidth, evenHeight, width / 2, height / 2, stride, Length + stride + 1, stride * (evenHeight + 2));
            Length += Bands * stride * (evenHeight + 2);
            (width, height) = (evenWidth, evenHeight);
        }

        Length += Slack;
    }
}
