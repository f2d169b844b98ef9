namespace Piwa.Kernels.Recipes;

/// <summary>What a counterfactual twin has otherwise than the asset whose index it shares.</summary>
public enum TwinKind
{
    /// <summary>Nothing: the asset itself.</summary>
    None = 0,

    /// <summary>Other materials on the same geometry under the same light.</summary>
    Material = 1,

    /// <summary>Another light on the same geometry and materials.</summary>
    Light = 2,

    /// <summary>One part fewer: the same recipe without one of its parts.</summary>
    Part = 3,
}
