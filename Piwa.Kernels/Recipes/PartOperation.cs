namespace Piwa.Kernels.Recipes;

/// <summary>How a part joins what the parts before it have made (constructive solid geometry).</summary>
public enum PartOperation : byte
{
    /// <summary>Adds the part.</summary>
    Union = 0,

    /// <summary>Cuts the part away; the cut surface carries the cutting part's material.</summary>
    Difference = 1,

    /// <summary>Keeps what lies inside of the part too.</summary>
    Intersection = 2,
}
