using Piwa.Chain.Keys;

namespace Piwa.Chain.Transactions;

/// <summary>A lookup table: a message names its accounts by one byte in place of 32.</summary>
public sealed class AddressLookupTable
{
    /// <summary>The most addresses in a table: an index is one byte.</summary>
    public const int MaximumAddresses = 256;

    /// <summary>Creates a table as it stands on chain.</summary>
    /// <param name="key">The table's account.</param>
    /// <param name="addresses">Its addresses, in order; kept, not copied.</param>
    /// <exception cref="ArgumentException">There are more than 256 addresses.</exception>
    public AddressLookupTable(PublicKey key, IReadOnlyList<PublicKey> addresses)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        if (addresses.Count > MaximumAddresses)
        {
            throw new ArgumentException(
                $"A lookup table holds at most {MaximumAddresses} addresses, got {addresses.Count}.", nameof(addresses));
        }

        Key = key;
        Addresses = addresses;
    }

    /// <summary>The table's account.</summary>
    public PublicKey Key { get; }

    /// <summary>Its addresses, in order.</summary>
    public IReadOnlyList<PublicKey> Addresses { get; }
}
