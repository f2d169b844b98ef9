namespace Piwa.Chain.Rpc.Wire;

/// <summary>What an answer is based on.</summary>
internal sealed record WireContext(ulong Slot, string? ApiVersion = null);
