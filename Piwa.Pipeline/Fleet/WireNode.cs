namespace Piwa.Pipeline.Fleet;

/// <summary>The operator says what a node may.</summary>
/// <param name="Wallet">The node.</param>
/// <param name="Change">What it may.</param>
internal sealed record WireNode(string Wallet, NodeChange Change);
