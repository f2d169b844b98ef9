using System.Security.Cryptography;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;

namespace Piwa.Bench.Registry;

/// <summary>Batches of claims by number, the same in each process: one in five claims was brought by an earlier batch.</summary>
internal static class FeedContent
{
    private const int MaximumClaims = 3_000;
    private const int RepeatedShare = 5;
    private const int Wallets = 7;

    /// <summary>A batch's origin and claims.</summary>
    public static (UploadOrigin Origin, ContentClaim[] Claims) Batch(int number)
    {
        Random random = new(number);
        ContentClaim[] claims = new ContentClaim[random.Next(1, MaximumClaims)];
        for (int i = 0; i < claims.Length; i++)
        {
            (int batch, int content) = (number, i);
            if (random.Next(RepeatedShare) == 0)
                (batch, content) = (random.Next(number + 1), random.Next(MaximumClaims));
            claims[i] = new ContentClaim((ContentKind)(content & 3), Hash(batch, content));
        }

        return (Origin(number), claims);
    }

    private static UploadOrigin Origin(int batch) =>
        new(new PublicKey(SHA256.HashData(BitConverter.GetBytes(batch % Wallets))), $"feed/{batch:D6}");

    private static Hash256 Hash(int batch, int content) => new(SHA256.HashData(BitConverter.GetBytes(((long)batch << 32) | (uint)content)));
}
