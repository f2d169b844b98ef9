namespace Piwa.Kernels.Recipes.Presets;

/// <summary>
/// A level of the complexity ladder of Point-MAE-Zero (arXiv 2411.17467; UVA-Computer-Vision-Lab/point-mae-zero,
/// <c>procedural_data_gen</c>), whose shapes are Zeroverse's.
/// </summary>
/// <param name="Name">Name of the preset.</param>
/// <param name="Description">One line on what it makes.</param>
/// <param name="MaxParts">Most primitives: the first that many of <see cref="PartCountWeights"/> count.</param>
/// <param name="OnlyCylinders">Whether the primitive is always the same one.</param>
/// <param name="FlatProbability">Share of sides without a height field.</param>
/// <param name="DifferenceProbability">How often a primitive is cut away.</param>
/// <param name="WireProbability">How often a wireframe is added.</param>
internal sealed record ZeroverseLevel(
    string Name,
    string Description,
    int MaxParts,
    bool OnlyCylinders = false,
    float FlatProbability = 1f,
    float DifferenceProbability = 0f,
    float WireProbability = 0f)
{
    /// <summary>Relative frequency of 1, 2, 3, ... primitives: Zeroverse's command line.</summary>
    public static ReadOnlySpan<int> PartCountWeights => [5, 5, 5, 4, 4, 3, 2, 1, 1];

    private const int Most = 9;
    private const float Flat = 0.6f;
    private const float Difference = 0.4f;
    private const float Wire = 0.2f;

    /// <summary>All augmentations, at the shares that Point-MAE-Zero made of Zeroverse's.</summary>
    public static readonly ZeroverseLevel Zeroverse = new("zeroverse", "", Most, false, Flat, Difference, Wire);

    /// <summary>L1 to L13.</summary>
    public static readonly IReadOnlyList<ZeroverseLevel> Ladder =
    [
        new("L1", "Complexity level 1: one cylinder.", 1, OnlyCylinders: true),
        new("L2", "Complexity level 2: one primitive.", 1),
        new("L3", "Complexity level 3: up to 3 primitives.", 3),
        new("L4", "Complexity level 4: up to 6 primitives.", 6),
        new("L5", "Complexity level 5: up to 9 primitives.", Most),
        new("L6", "Complexity level 6: L5 with height fields.", Most, FlatProbability: Flat),
        new("L7", "Complexity level 7: L5 with differences.", Most, DifferenceProbability: Difference),
        new("L8", "Complexity level 8: L5 with wireframes.", Most, WireProbability: Wire),
        new("L9", "Complexity level 9: height fields and differences.", Most, FlatProbability: Flat, DifferenceProbability: Difference),
        new("L10", "Complexity level 10: height fields and wireframes.", Most, FlatProbability: Flat, WireProbability: Wire),
        new("L11", "Complexity level 11: differences and wireframes.", Most, DifferenceProbability: Difference, WireProbability: Wire),
        new("L12", "Complexity level 12: height fields, differences and wireframes.", Most, false, Flat, Difference, Wire),
        new("L13", "Complexity level 13: always a difference and a wireframe.", Most, DifferenceProbability: 1f, WireProbability: 1f),
    ];
}
