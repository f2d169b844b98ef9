namespace Piwa.Kernels.Buffers;

/// <summary>Why an asset could not be made. It is a property of the recipe: every device finds the same.</summary>
/// <param name="Stage">Where it failed: <c>generate</c> or <c>render</c>.</param>
/// <param name="Reason">A sentence for the operator.</param>
public sealed record AssetFault(string Stage, string Reason)
{
    /// <summary>The fault of an asset whose recipe has thrown something.</summary>
    internal static AssetFault OfException(string stage, Exception exception) =>
        new(stage, $"{exception.GetType().Name}: {exception.Message}");
}
