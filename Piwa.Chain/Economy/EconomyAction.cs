using Piwa.Chain.Borsh;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Economy;

/// <summary>What is asked of the economy. What it moves follows from it and from the state: <see cref="EconomyRules"/>.</summary>
/// <remarks>
/// As the data of an entry: 32 bytes wallet, 32 bytes node, 32 bytes node that stake goes to, u8 kind of account, i64 base units, u32
/// length and bytes of the payload. What an action does not need is 0.
/// </remarks>
internal sealed record EconomyAction(ValueCause Cause, string Key)
{
    private const int FixedBytes = (3 * PublicKey.Size) + 1 + sizeof(long) + sizeof(uint);
    private static readonly int Kinds = Enum.GetValues<ValueAccountKind>().Length;

    /// <summary>The buyer, staker, owner, proposer or voter.</summary>
    public PublicKey Wallet { get; init; }

    public PublicKey Node { get; init; }

    /// <summary>Of a restake where it goes.</summary>
    public PublicKey ToNode { get; init; }

    /// <summary>Of a payout what is paid out.</summary>
    public ValueAccountKind Kind { get; init; }

    public Amount Amount { get; init; }

    /// <summary>What only actions of this cause have.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    public byte[] Encode()
    {
        byte[] bytes = new byte[FixedBytes + Payload.Length];
        BorshWriter writer = new(bytes);
        writer.WriteKey(Wallet);
        writer.WriteKey(Node);
        writer.WriteKey(ToNode);
        writer.WriteByte((byte)Kind);
        writer.WriteUInt64((ulong)Amount.Units);
        writer.WriteUInt32((uint)Payload.Length);
        writer.WriteBytes(Payload.Span);
        return bytes;
    }

    /// <exception cref="WireFormatException">The entry's data are no action.</exception>
    public static EconomyAction Of(ValueEntry entry)
    {
        BorshReader reader = new(entry.Data.Span, "action");
        EconomyAction action = new(entry.Cause, entry.Key)
        {
            Wallet = reader.ReadKey("wallet"),
            Node = reader.ReadKey("node"),
            ToNode = reader.ReadKey("other node"),
            Kind = (ValueAccountKind)reader.ReadVariant(Kinds, "kind of account"),
            Amount = new Amount((long)reader.ReadUInt64("amount")),
            Payload = reader.Take(reader.ReadCount(1, "payload"), "payload").ToArray(),
        };
        return reader.Position == entry.Data.Length ? action : throw reader.Invalid("action", "has bytes behind it");
    }
}
