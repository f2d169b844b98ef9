using Piwa.Chain.Keys;

namespace Piwa.Chain.Economy;

/// <summary>The order in which wallets stand wherever an order decides something: by their 32 bytes, high ones first.</summary>
internal sealed class WalletOrder : IComparer<PublicKey>
{
    public static WalletOrder Instance { get; } = new();

    public int Compare(PublicKey x, PublicKey y) => PublicKey.AsSpan(in x).SequenceCompareTo(PublicKey.AsSpan(in y));
}
