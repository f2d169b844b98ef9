namespace Piwa.Pipeline.Stores;

/// <summary>Where nodes of a fleet put what they have made, and see what others have: a shared directory, a bucket.</summary>
/// <remarks>
/// Names are those of <see cref="StoreName.Check"/>. Thread-safe; any number of processes use a store at once. What is rented fails: a call that
/// throws may have done its work.
/// </remarks>
public interface IShardStore
{
    /// <summary>Creates an object, whole or not at all; of several that try at once one succeeds. This is how work is committed.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">Its content.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False if there is an object of that name, which stays as it is.</returns>
    /// <exception cref="IOException">The store cannot be written.</exception>
    Task<bool> TryCreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default);

    /// <summary>Puts a file into the store, whole or not at all. All that are put under one name have the same content.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The store cannot be written.</exception>
    Task UploadAsync(string name, string path, CancellationToken cancellationToken = default);

    /// <summary>Length of an object, in bytes; null if there is none.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The store cannot be read.</exception>
    Task<long?> FindLengthAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Opens an object.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="IOException">The store cannot be read.</exception>
    Task<Stream> OpenReadAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Names of the objects below a prefix that ends in <c>/</c>, in no order.</summary>
    /// <param name="prefix">The prefix.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The store cannot be read.</exception>
    IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken = default);
}
