using Piwa.Chain.Borsh;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Collections;

/// <summary>What creators get of each sale of a collection's assets, and which programs' accounts may hold those.</summary>
/// <remarks>Immutable and safe to share between threads. Source: mpl_core::types::Royalties.</remarks>
public sealed record CoreRoyalties
{
    private const int RuleCount = 3;
    private const int ShareBytes = PublicKey.Size + 1;
    private const int ShareTotal = 100;

    /// <summary>The creators' part of each sale.</summary>
    /// <value>0 by default, at most 10,000; in hundredths of a per cent.</value>
    public ushort BasisPoints { get; init; }

    /// <summary>Who gets them, and how many per cent: 100 in all.</summary>
    /// <value>Empty by default, which the program refuses.</value>
    public IReadOnlyList<CoreRoyaltyShare> Shares { get; init; } = [];

    /// <summary>What <see cref="Programs"/> means.</summary>
    /// <value><see cref="CoreProgramRule.None"/> by default.</value>
    public CoreProgramRule Rule { get; init; }

    /// <summary>The programs that the rule speaks of.</summary>
    /// <value>Empty by default; must be empty where there is no rule.</value>
    public IReadOnlyList<PublicKey> Programs { get; init; } = [];

    internal int EncodedBytes => sizeof(ushort) + sizeof(uint) + (Shares.Count * ShareBytes) + 1
        + (Rule == CoreProgramRule.None ? 0 : sizeof(uint) + (Programs.Count * PublicKey.Size));

    /// <summary>Whether a collection can be made with them.</summary>
    internal bool IsValid => BasisPoints <= MetadataLimits.MaximumSellerFeeBasisPoints
        && Shares.Sum(share => share.Percentage) == ShareTotal
        && Shares.Select(share => share.Address).Distinct().Count() == Shares.Count;

    /// <summary>Whether an account of a program may not give or get an asset.</summary>
    internal bool Refuses(PublicKey program) => Rule switch
    {
        CoreProgramRule.AllowList => !Programs.Contains(program),
        CoreProgramRule.DenyList => Programs.Contains(program),
        _ => false,
    };

    internal static CoreRoyalties Read(ref BorshReader reader)
    {
        ushort basisPoints = reader.ReadUInt16("basis points");
        CoreRoyaltyShare[] shares = new CoreRoyaltyShare[reader.ReadCount(ShareBytes, "shares")];
        for (int i = 0; i < shares.Length; i++)
        {
            PublicKey address = reader.ReadKey("creator");
            shares[i] = new CoreRoyaltyShare(address, reader.ReadByte("percentage"));
        }

        CoreProgramRule rule = (CoreProgramRule)reader.ReadVariant(RuleCount, "rule");
        return new CoreRoyalties
        {
            BasisPoints = basisPoints,
            Shares = shares,
            Rule = rule,
            Programs = rule == CoreProgramRule.None ? [] : CorePlugin.ReadKeys(ref reader),
        };
    }

    internal void Write(ref BorshWriter writer)
    {
        writer.WriteUInt16(BasisPoints);
        writer.WriteUInt32((uint)Shares.Count);
        foreach (CoreRoyaltyShare share in Shares)
        {
            writer.WriteKey(share.Address);
            writer.WriteByte(share.Percentage);
        }

        writer.WriteByte((byte)Rule);
        if (Rule != CoreProgramRule.None)
            CorePlugin.WriteKeys(ref writer, Programs);
    }
}
