using Piwa.Pipeline.Stores.S3;

namespace Piwa.Pipeline.Stores;

/// <summary>Stores by their addresses.</summary>
public static class ShardStore
{
    private const string SchemeMark = "://";

    /// <summary>Opens a store. Nothing is read or written yet.</summary>
    /// <param name="address"><c>s3://bucket/prefix</c>, see <see cref="S3Store"/>; anything else is a directory, see <see cref="DirectoryStore"/>.</param>
    /// <param name="options">How S3 is spoken with; null for the defaults.</param>
    /// <returns>The store; it is disposed if it is <see cref="IDisposable"/>.</returns>
    /// <exception cref="ArgumentException">It is the address of nothing that is known, or the options are wrong.</exception>
    /// <exception cref="IOException">It is not said which server: there is neither a region nor an endpoint.</exception>
    public static IShardStore Open(string address, S3StoreOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(address);
        return IsRemote(address) ? new S3Store(address, options)
            : !address.Contains(SchemeMark, StringComparison.Ordinal) ? new DirectoryStore(address)
            : throw new ArgumentException($"'{address}' is no store: give a directory, or {S3Address.Scheme}BUCKET/PREFIX.");
    }

    /// <summary>Whether an address is not one of this machine's directories.</summary>
    internal static bool IsRemote(string address) => address.StartsWith(S3Address.Scheme, StringComparison.Ordinal);
}
