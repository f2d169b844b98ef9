namespace Piwa.Chain.Transactions;

/// <summary>How a message's accounts divide into groups.</summary>
/// <param name="RequiredSignatureCount">Accounts that sign; they come first.</param>
/// <param name="ReadOnlySignedCount">The last of the signers, which are only read.</param>
/// <param name="ReadOnlyUnsignedCount">The last of the other accounts, which are only read.</param>
public readonly record struct MessageHeader(byte RequiredSignatureCount, byte ReadOnlySignedCount, byte ReadOnlyUnsignedCount);
