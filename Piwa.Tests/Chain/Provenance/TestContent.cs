using System.Security.Cryptography;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;

namespace Piwa.Tests.Chain.Provenance;

/// <summary>Contents and origins by number.</summary>
internal static class TestContent
{
    public static Hash256 Hash(int number) => new(SHA256.HashData(BitConverter.GetBytes(number)));

    public static ContentClaim Claim(int number) => new((ContentKind)(number & 3), Hash(number));

    public static PublicKey Wallet(int number) => new(SHA256.HashData(BitConverter.GetBytes(~number)));

    public static UploadOrigin Origin(int number) => new(Wallet(number % 3), $"campaign/{number:D4}");
}
