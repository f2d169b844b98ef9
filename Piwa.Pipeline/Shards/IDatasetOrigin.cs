namespace Piwa.Pipeline.Shards;

/// <summary>Where a data set lies that is not in its directory: the directory has copies of its small files then, and is the origin's.</summary>
/// <remarks>Thread-safe. Names are those of files below the data set, with <c>/</c>.</remarks>
internal interface IDatasetOrigin : IDisposable
{
    /// <summary>Where it lies, for messages.</summary>
    string Address { get; }

    /// <summary>Copies what lies in a folder into the directory, unless it is there as long as it is in the origin.</summary>
    /// <param name="folder">Its name, which ends in <c>/</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    Task CopyFolderAsync(string folder, CancellationToken cancellationToken);

    /// <summary>Copies a file into the directory.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    Task CopyAsync(string name, CancellationToken cancellationToken);

    /// <summary>Length of a file, in bytes; null if it is not there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    Task<long?> FindLengthAsync(string name, CancellationToken cancellationToken);

    /// <summary>Names of the files in a folder.</summary>
    /// <param name="folder">Its name, which ends in <c>/</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">It cannot be listed.</exception>
    Task<IReadOnlyList<string>> ListAsync(string folder, CancellationToken cancellationToken);

    /// <summary>Reads parts of a file. Nothing is asked for yet.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="length">Its length, in bytes.</param>
    IRangeSource Open(string name, long length);
}
