namespace Piwa.Pipeline.Quality;

/// <summary>What is measured of an asset's mesh and views: to filter a data set by, and to see how varied it is.</summary>
/// <remarks>
/// The numbers do not depend on the processor: sums are of whole numbers, or of doubles in a fixed order. A pixel is covered when its
/// alpha is at least 128 of 255; in runs without colour, when its depth is not 0. Not thread-safe.
/// </remarks>
public sealed class AssetMetrics
{
    /// <summary>Below this coverage a view counts as blank: 1 in 1,000 pixels.</summary>
    public const float BlankCoverage = 0.001f;

    /// <summary>Below this coverage a view counts as sparse: 1 in 100 pixels.</summary>
    public const float SparseCoverage = 0.01f;

    /// <summary>Creates metrics that are all zero.</summary>
    /// <param name="viewCount">Views of the asset.</param>
    public AssetMetrics(int viewCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(viewCount, 1);
        Coverage = new float[viewCount];
        Luminance = new float[viewCount];
    }

    /// <summary>Volume that the mesh encloses.</summary>
    /// <value>In unit cubes, above 0 to 1; the quantised mesh's, exact but for the rounding to 24 bits.</value>
    public float Volume { get; internal set; }

    /// <summary>Area of the mesh's triangles.</summary>
    /// <value>In squares of the unit cube's side.</value>
    public float SurfaceArea { get; internal set; }

    /// <summary>Share of covered pixels by view.</summary>
    /// <value><c>[view]</c>, 0 to 1.</value>
    public float[] Coverage { get; }

    /// <summary>Mean relative luminance of the covered pixels by view: linear Rec. 709 of the sRGB colour.</summary>
    /// <value><c>[view]</c>, 0 to 1; 0 for a view without covered pixels and in runs without colour.</value>
    public float[] Luminance { get; }

    /// <summary>Mean relative luminance of the covered pixels of all views.</summary>
    /// <value>0 to 1.</value>
    public float MeanLuminance { get; internal set; }

    /// <summary>Views with a coverage below <see cref="BlankCoverage"/>.</summary>
    public int BlankViews { get; internal set; }

    /// <summary>Views with a coverage below <see cref="SparseCoverage"/>, the blank ones included.</summary>
    public int SparseViews { get; internal set; }

    /// <summary>Share of burnt pixels, red, green and blue at least 250 of 255, among the covered pixels of all views.</summary>
    /// <value>0 to 1.</value>
    public float BurntShare { get; internal set; }

    /// <summary>Share of black pixels, red, green and blue at most 5 of 255, among the covered pixels of all views.</summary>
    /// <value>0 to 1.</value>
    public float BlackShare { get; internal set; }

    /// <summary>The mesh's form.</summary>
    public ShapeDescriptor Shape { get; internal set; }

    /// <summary>The views' look; zero in runs without colour.</summary>
    public PerceptualHash Look { get; internal set; }
}
