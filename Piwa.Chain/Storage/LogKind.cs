namespace Piwa.Chain.Storage;

/// <summary>What logs of one kind have in common beside their records.</summary>
/// <param name="HeadBytes">The length of the head. Its owner reads it.</param>
/// <param name="Damaged">Makes the exception that tells of damage, of what happened and what to do.</param>
internal sealed record LogKind(int HeadBytes, Func<string, Exception> Damaged);
