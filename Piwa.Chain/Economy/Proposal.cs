using System.Text;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Economy;

/// <summary>A proposal to give a parameter of ours another value.</summary>
/// <param name="Id">Its name in the ledger: 1 to 64 letters, digits, hyphens, points or underscores, all ASCII.</param>
/// <param name="Proposer">A wallet that has staked.</param>
/// <param name="Kind">How it is voted on.</param>
/// <param name="Parameter">The parameter.</param>
/// <param name="Value">Its new value, in its unit.</param>
/// <param name="Amends">Of an amendment the proposal that it amends; empty otherwise.</param>
/// <param name="LiveAt">When its first vote goes live, in whole milliseconds.</param>
/// <param name="SignedAt">When it was signed, in whole milliseconds.</param>
public sealed record Proposal(
    string Id,
    PublicKey Proposer,
    ProposalKind Kind,
    string Parameter,
    long Value,
    string Amends,
    DateTimeOffset LiveAt,
    DateTimeOffset SignedAt)
{
    /// <summary>What its proposer signs: lines of text, which a wallet can show.</summary>
    /// <param name="ledger">The ledger that it is for: <see cref="EconomyLedger.Id"/>.</param>
    public byte[] ToMessage(Hash256 ledger) => Encoding.UTF8.GetBytes(string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"Piwa proposal\nledger {ledger}\nid {Id}\nkind {Kind}\nparameter {Parameter}\nvalue {Value}\namends {Amends}\n"
        + $"live {LiveAt.ToUnixTimeMilliseconds()}\ntime {SignedAt.ToUnixTimeMilliseconds()}\n"));
}
