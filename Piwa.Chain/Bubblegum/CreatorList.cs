using Piwa.Chain.Borsh;

namespace Piwa.Chain.Bubblegum;

/// <summary>The encoding of creators, the same in both versions of metadata.</summary>
internal static class CreatorList
{
    public static Creator[] Read(ref BorshReader reader)
    {
        Creator[] creators = new Creator[reader.ReadCount(Creator.EncodedBytes, "creators")];
        for (int i = 0; i < creators.Length; i++)
        {
            Keys.PublicKey address = reader.ReadKey("creator address");
            bool isVerified = reader.ReadFlag("creator verified");
            creators[i] = new Creator(address, isVerified, reader.ReadByte("creator share"));
        }

        return creators;
    }

    public static void Write(ref BorshWriter writer, IReadOnlyList<Creator> creators)
    {
        writer.WriteUInt32((uint)creators.Count);
        WriteItems(ref writer, creators);
    }

    /// <summary>The creators without their count: what the creator hash is taken of.</summary>
    public static void WriteItems(ref BorshWriter writer, IReadOnlyList<Creator> creators)
    {
        for (int i = 0; i < creators.Count; i++)
        {
            writer.WriteKey(creators[i].Address);
            writer.WriteFlag(creators[i].IsVerified);
            writer.WriteByte(creators[i].Share);
        }
    }
}
