using Piwa.Chain.Economy;

namespace Piwa.Pipeline.Economy;

/// <summary>A vote, signed.</summary>
/// <param name="Proposal">The proposal.</param>
/// <param name="Phase">The vote it is for.</param>
/// <param name="Voter">The wallet.</param>
/// <param name="IsFor">Whether it is for it.</param>
/// <param name="SignedAt">When it was signed, in milliseconds since 1970.</param>
/// <param name="Signature">The wallet's signature.</param>
internal sealed record WireVote(string Proposal, ProposalPhase Phase, string Voter, bool IsFor, long SignedAt, string Signature);
