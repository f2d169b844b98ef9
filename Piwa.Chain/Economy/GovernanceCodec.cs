using System.Text;
using Piwa.Chain.Borsh;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Economy;

/// <summary>The payloads of governance: what was signed, then the signature.</summary>
/// <remarks>
/// Proposal: u8 kind, parameter, u64 value, amended proposal, u64 live, u64 signed, 64 bytes signature. Vote: u8 phase, u8 whether for, u64
/// signed, 64 bytes signature. Count: u64 when the next vote goes live. Times are milliseconds since 1970, texts u32 length and UTF-8.
/// </remarks>
internal static class GovernanceCodec
{
    private const int Kinds = 3;
    private const int Votes = 2;

    public static EconomyAction Of(Proposal proposal, Signature signature)
    {
        byte[] bytes = new byte[1 + (2 * sizeof(uint)) + Encoding.UTF8.GetByteCount(proposal.Parameter)
            + Encoding.UTF8.GetByteCount(proposal.Amends) + (3 * sizeof(long)) + Signature.Size];
        BorshWriter writer = new(bytes);
        writer.WriteByte((byte)proposal.Kind);
        writer.WriteString(proposal.Parameter);
        writer.WriteUInt64((ulong)proposal.Value);
        writer.WriteString(proposal.Amends);
        WriteTime(ref writer, proposal.LiveAt);
        WriteTime(ref writer, proposal.SignedAt);
        writer.WriteBytes(Signature.AsSpan(in signature));
        return new EconomyAction(ValueCause.Proposal, proposal.Id) { Wallet = proposal.Proposer, Payload = bytes };
    }

    public static (Proposal Proposal, Signature Signature) ReadProposal(EconomyAction action)
    {
        BorshReader reader = new(action.Payload.Span, "proposal");
        var kind = (ProposalKind)reader.ReadVariant(Kinds, "kind");
        string parameter = reader.ReadString("parameter");
        long value = (long)reader.ReadUInt64("value");
        string amends = reader.ReadString("amended proposal");
        Proposal proposal = new(
            action.Key, action.Wallet, kind, parameter, value, amends, ReadTime(ref reader, "live"), ReadTime(ref reader, "signed"));
        return (proposal, ReadSignature(ref reader));
    }

    public static EconomyAction Of(Vote vote, Signature signature)
    {
        byte[] bytes = new byte[2 + sizeof(long) + Signature.Size];
        BorshWriter writer = new(bytes);
        writer.WriteByte((byte)vote.Phase);
        writer.WriteFlag(vote.IsFor);
        WriteTime(ref writer, vote.SignedAt);
        writer.WriteBytes(Signature.AsSpan(in signature));
        return new EconomyAction(ValueCause.Vote, KeyOf(vote)) { Wallet = vote.Voter, Payload = bytes };
    }

    public static (Vote Vote, Signature Signature) ReadVote(EconomyAction action)
    {
        BorshReader reader = new(action.Payload.Span, "vote");
        var phase = (ProposalPhase)reader.ReadVariant(Votes, "phase");
        bool isFor = reader.ReadFlag("vote");
        Vote vote = new(action.Key.Split('/')[0], phase, action.Wallet, isFor, ReadTime(ref reader, "signed"));
        return KeyOf(vote) == action.Key ? (vote, ReadSignature(ref reader)) : throw reader.Invalid("key", $"is not {KeyOf(vote)}");
    }

    public static EconomyAction Count(string proposal, ProposalPhase phase, DateTimeOffset nextLiveAt)
    {
        byte[] bytes = new byte[sizeof(long)];
        BorshWriter writer = new(bytes);
        WriteTime(ref writer, nextLiveAt);
        return new EconomyAction(ValueCause.Count, $"{proposal}/{phase}") { Payload = bytes };
    }

    public static (string Proposal, ProposalPhase Phase, DateTimeOffset NextLiveAt) ReadCount(EconomyAction action)
    {
        BorshReader reader = new(action.Payload.Span, "count");
        DateTimeOffset next = ReadTime(ref reader, "next vote");
        string proposal = action.Key.Split('/')[0];
        foreach (ProposalPhase phase in (ProposalPhase[])[ProposalPhase.Initial, ProposalPhase.Final])
        {
            if (action.Key == $"{proposal}/{phase}" && reader.Position == action.Payload.Length)
                return (proposal, phase, next);
        }

        throw reader.Invalid("count", "is of no phase, or has bytes behind it");
    }

    private static string KeyOf(Vote vote) =>
        $"{vote.Proposal}/{vote.Phase}/{vote.Voter}/{vote.SignedAt.ToUnixTimeMilliseconds()}";

    private static void WriteTime(ref BorshWriter writer, DateTimeOffset time) => writer.WriteUInt64((ulong)time.ToUnixTimeMilliseconds());

    private static DateTimeOffset ReadTime(ref BorshReader reader, string field)
    {
        ulong time = reader.ReadUInt64(field);
        return time <= (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)time)
            : throw reader.Invalid(field, "is after all times");
    }

    private static Signature ReadSignature(ref BorshReader reader)
    {
        Signature signature = new(reader.Take(Signature.Size, "signature"));
        return reader.Rest.IsEmpty ? signature : throw reader.Invalid("signature", "has bytes behind it");
    }
}
