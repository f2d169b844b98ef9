using Piwa.Chain.Borsh;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Token;

/// <summary>The options of the SPL token program's accounts: a 32-bit 0 or 1, and room for the value in both cases.</summary>
internal static class TokenOptions
{
    public static PublicKey? ReadKey(ref BorshReader reader, string field)
    {
        bool isPresent = ReadPresence(ref reader, field);
        PublicKey key = reader.ReadKey(field);
        return isPresent ? key : null;
    }

    public static ulong? ReadUInt64(ref BorshReader reader, string field)
    {
        bool isPresent = ReadPresence(ref reader, field);
        ulong value = reader.ReadUInt64(field);
        return isPresent ? value : null;
    }

    private static bool ReadPresence(ref BorshReader reader, string field)
    {
        uint value = reader.ReadUInt32(field);
        return value <= 1 ? value == 1 : throw reader.Invalid(field, $"is option {value}, where 0 or 1 must stand");
    }
}
