namespace Piwa.Pipeline.Economy;

/// <summary>Stake that is moved to another node, or taken back.</summary>
/// <param name="Key">Its own key: asked for again it is the same.</param>
/// <param name="Node">Where it is.</param>
/// <param name="Amount">How much, in RENDER.</param>
/// <param name="To">Where it goes; null to take it back.</param>
internal sealed record WireStakeMove(string Key, string Node, string Amount, string? To = null);
