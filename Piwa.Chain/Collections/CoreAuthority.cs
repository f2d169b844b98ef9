using Piwa.Chain.Borsh;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Collections;

/// <summary>Who decides over a plugin of a Core collection.</summary>
/// <param name="Kind">Who.</param>
/// <param name="Key">The address, for <see cref="CoreAuthorityKind.Address"/>; nothing else otherwise.</param>
public readonly record struct CoreAuthority(CoreAuthorityKind Kind, PublicKey Key = default)
{
    private const int KindCount = 4;

    /// <summary>The collection's update authority.</summary>
    public static CoreAuthority UpdateAuthority { get; } = new(CoreAuthorityKind.UpdateAuthority);

    internal int EncodedBytes => Kind == CoreAuthorityKind.Address ? 1 + PublicKey.Size : 1;

    /// <summary>One address.</summary>
    /// <param name="key">The address.</param>
    public static CoreAuthority Address(PublicKey key) => new(CoreAuthorityKind.Address, key);

    internal static CoreAuthority Read(ref BorshReader reader)
    {
        CoreAuthorityKind kind = (CoreAuthorityKind)reader.ReadVariant(KindCount, "authority");
        return new CoreAuthority(kind, kind == CoreAuthorityKind.Address ? reader.ReadKey("authority") : default);
    }

    internal void Write(ref BorshWriter writer)
    {
        writer.WriteByte((byte)Kind);
        if (Kind == CoreAuthorityKind.Address)
            writer.WriteKey(Key);
    }
}
