using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;

namespace Piwa.Pipeline.Verification;

/// <summary>How a data set is repaired.</summary>
public sealed record RepairOptions
{
    /// <summary>Whether to say only what is damaged: nothing is written, and no other process is in the way.</summary>
    /// <value>Default false.</value>
    public bool DryRun { get; init; }

    /// <summary>Device that makes assets again: an id of <see cref="DeviceCatalog.List"/>, or <c>auto</c>.</summary>
    public string Device { get; init; } = DeviceCatalog.Auto;

    /// <summary>Threads of the CPU; 0 for one on each core.</summary>
    public int Threads { get; init; }

    /// <summary>Puts another source of recipes in the preset's place: how tests make assets fail.</summary>
    internal Func<IRecipeSource, IRecipeSource> RecipeSource { get; init; } = preset => preset;
}
