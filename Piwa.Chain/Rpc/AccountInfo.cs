using Piwa.Chain.Keys;

namespace Piwa.Chain.Rpc;

/// <summary>An account at some moment.</summary>
/// <param name="Lamports">What it holds.</param>
/// <param name="Owner">The program that owns it.</param>
/// <param name="Data">Its data, or the slice that was asked for.</param>
/// <param name="IsExecutable">Whether it is a program.</param>
/// <param name="DataLength">Length of its whole data in bytes.</param>
public sealed record AccountInfo(ulong Lamports, PublicKey Owner, ReadOnlyMemory<byte> Data, bool IsExecutable, int DataLength);
