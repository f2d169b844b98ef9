namespace Piwa.Pipeline.Economy;

/// <summary>A token, or how long one is to be good.</summary>
/// <param name="Seconds">How long it is good at most.</param>
/// <param name="Token">The token; null in the question.</param>
internal sealed record WireToken(long Seconds, string? Token = null);
