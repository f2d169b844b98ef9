using Piwa.Chain.Keys;

namespace Piwa.Chain.Economy;

/// <summary>An account of the ledger of value. It exists once something is posted to it.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Owner">Whose it is; 32 zero bytes for the fund, the pool and the network.</param>
/// <param name="Node">Of stakes the node that they are with; 32 zero bytes otherwise.</param>
/// <remarks>Ordered by kind, owner and node, wallets by their bytes.</remarks>
public readonly record struct ValueAccount(ValueAccountKind Kind, PublicKey Owner, PublicKey Node) : IComparable<ValueAccount>
{
    /// <summary>An account without a node.</summary>
    /// <param name="kind">What it is for.</param>
    /// <param name="owner">Whose it is.</param>
    public ValueAccount(ValueAccountKind kind, PublicKey owner)
        : this(kind, owner, default)
    {
    }

    /// <summary>The fund for further generation.</summary>
    public static ValueAccount GenerationFund => new(ValueAccountKind.GenerationFund, default);

    /// <summary>The pool of emissions.</summary>
    public static ValueAccount EmissionPool => new(ValueAccountKind.EmissionPool, default);

    /// <summary>The network, which the pool comes from.</summary>
    public static ValueAccount Network => new(ValueAccountKind.Outside, default);

    /// <summary>Whether it may be negative: only what is outside.</summary>
    public bool MayBeNegative => Kind == ValueAccountKind.Outside;

    /// <summary>Compares by kind, owner and node.</summary>
    /// <param name="other">What with.</param>
    public int CompareTo(ValueAccount other)
    {
        // As numbers: an enumeration's own comparison takes two objects, and balances compare all the time.
        int order = ((int)Kind).CompareTo((int)other.Kind);
        if (order == 0)
            order = WalletOrder.Instance.Compare(Owner, other.Owner);
        return order != 0 ? order : WalletOrder.Instance.Compare(Node, other.Node);
    }

    /// <summary>Whether an account comes before another.</summary>
    public static bool operator <(ValueAccount left, ValueAccount right) => left.CompareTo(right) < 0;

    /// <summary>Whether an account comes after another.</summary>
    public static bool operator >(ValueAccount left, ValueAccount right) => left.CompareTo(right) > 0;

    /// <summary>Whether an account does not come after another.</summary>
    public static bool operator <=(ValueAccount left, ValueAccount right) => left.CompareTo(right) <= 0;

    /// <summary>Whether an account does not come before another.</summary>
    public static bool operator >=(ValueAccount left, ValueAccount right) => left.CompareTo(right) >= 0;

    /// <summary>Kind, and owner and node where it has them.</summary>
    public override string ToString()
    {
        string owner = Owner == default ? "" : $" {Owner}";
        return Node == default ? $"{Kind}{owner}" : $"{Kind}{owner} with {Node}";
    }
}
