namespace Piwa.Chain.Rpc.Streaming;

/// <summary>How an account is.</summary>
/// <param name="Slot">The slot of the change; null where the account was asked for, not told of.</param>
/// <param name="Account">The account; null if it does not exist.</param>
public sealed record AccountNotification(ulong? Slot, AccountInfo? Account);
