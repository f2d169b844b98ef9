using System.Text;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Economy;

/// <summary>A wallet's vote on a proposal, with all that it had staked when the stakes were taken.</summary>
/// <param name="Proposal">The proposal's id.</param>
/// <param name="Phase">The vote it is for: initial or final.</param>
/// <param name="Voter">The wallet. Its later vote replaces an earlier one of the same phase.</param>
/// <param name="IsFor">Whether it is for the proposal.</param>
/// <param name="SignedAt">When it was signed, in whole milliseconds.</param>
public sealed record Vote(string Proposal, ProposalPhase Phase, PublicKey Voter, bool IsFor, DateTimeOffset SignedAt)
{
    /// <summary>What the voter signs: lines of text, which a wallet can show.</summary>
    /// <param name="ledger">The ledger that it is for: <see cref="EconomyLedger.Id"/>.</param>
    public byte[] ToMessage(Hash256 ledger) => Encoding.UTF8.GetBytes(string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"Piwa vote\nledger {ledger}\nproposal {Proposal}\nphase {Phase}\nvote {(IsFor ? "for" : "against")}\n"
        + $"time {SignedAt.ToUnixTimeMilliseconds()}\n"));
}
