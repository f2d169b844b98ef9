using System.Security.Cryptography;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Tests.Chain;

/// <summary>Keys and hashes that are the same in every run.</summary>
internal static class TestKeys
{
    public static Keypair Pair(string name) => Keypair.FromSeed(Seed(name));

    public static PublicKey Key(int number) => new(Seed($"key {number}"));

    public static Hash256 Leaf(int number) => new(Seed($"leaf {number}"));

    private static byte[] Seed(string name) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes("piwa-test-" + name));
}
