namespace Piwa.Pipeline.Cameras;

/// <summary>How well an asset's depth planes and cameras agree.</summary>
/// <param name="LargestError">
/// The largest distance, in pixels, between a pixel and where it comes back to over another view; NaN where there are no
/// <paramref name="MutualPoints"/>.
/// </param>
/// <param name="MutualPoints">
/// Points that two views were found to see. None: the cameras cannot be right, or no two views overlap; views at right angles, as those of
/// <c>ortho6</c>, have nothing in common of a box along the axes.
/// </param>
/// <param name="Contradictions">
/// Points that another view must see by its camera, and which are not there, nor anything before them. More than none: a camera or a
/// plane is wrong.
/// </param>
public readonly record struct ReprojectionResult(double LargestError, int MutualPoints, int Contradictions)
{
    /// <summary>Largest error that counts as agreement, pixels.</summary>
    public const double Tolerance = 0.5;

    /// <summary>Fewer points than this say nothing.</summary>
    public const int FewestPoints = 4;

    /// <summary>Whether enough points were found, none contradicts, and none is further off than <see cref="Tolerance"/>.</summary>
    public bool Agrees => MutualPoints >= FewestPoints && Contradictions == 0 && LargestError < Tolerance;
}
