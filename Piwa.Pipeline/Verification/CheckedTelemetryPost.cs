using Piwa.Chain.Keys;
using Piwa.Pipeline.Telemetry;

namespace Piwa.Pipeline.Verification;

/// <summary>A post, and what is wrong with it.</summary>
/// <param name="Post">The post.</param>
/// <param name="IsSigned">Whether its wallet has signed it.</param>
/// <param name="Transaction">The transaction that has it on the ledger; null if none has, or the ledger was not asked.</param>
/// <param name="Findings">What is wrong, without its place.</param>
public sealed record CheckedTelemetryPost(TelemetryPost Post, bool IsSigned, Signature? Transaction, IReadOnlyList<string> Findings);
