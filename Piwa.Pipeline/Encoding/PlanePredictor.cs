namespace Piwa.Pipeline.Encoding;

/// <summary>From which neighbours a pixel is predicted; only the difference to the prediction is stored.</summary>
/// <remarks>
/// All of them are undone by cumulative sums, along rows for <see cref="Left"/> and along columns for <see cref="Up"/>, which any array
/// library has. The median predictor of lossless JPEG packs 1 to 3 % better and needs a loop over pixels: not worth it.
/// </remarks>
[Flags]
public enum PlanePredictor
{
    /// <summary>The value itself is stored.</summary>
    None = 0,

    /// <summary>The pixel to the left.</summary>
    Left = 1 << 0,

    /// <summary>The pixel above: what packs colour, normals and ids best.</summary>
    Up = 1 << 1,

    /// <summary>Left + above - above left, the plane through the three: what packs depth best.</summary>
    Gradient = Left | Up,
}
