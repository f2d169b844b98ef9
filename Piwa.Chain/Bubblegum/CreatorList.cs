using Piwa.Chain.Borsh;

namespace Piwa.Chain.Bubblegum;

/// <summary>The encoding of creators, the same in both versions of metadata.</summary>
internal static class CreatorList
{
    public static Creator[] Read(ref BorshReader reader)
    {
        int count = reader.ReadCount(Creator.EncodedBytes, "creators");
        Creator[] creators = count == 0 ? [] : new Creator[count];
        for (int i = 0; i < creators.Length; i++)
        {
            Keys.PublicKey address = reader.ReadKey("creator address");
            bool isVerified = reader.ReadFlag("creator verified");
            creators[i] = new Creator(address, isVerified, reader.ReadByte("creator share"));
        }

        return creators;
    }

    public static void Write(ref BorshWriter writer, ReadOnlySpan<Creator> creators)
    {
        writer.WriteUInt32((uint)creators.Length);
        WriteItems(ref writer, creators);
    }

    /// <summary>The creators without their count: what the creator hash is taken of.</summary>
    public static void WriteItems(ref BorshWriter writer, ReadOnlySpan<Creator> creators)
    {
        foreach (ref readonly Creator creator in creators)
        {
            writer.WriteKey(creator.Address);
            writer.WriteFlag(creator.IsVerified);
            writer.WriteByte(creator.Share);
        }
    }
}
