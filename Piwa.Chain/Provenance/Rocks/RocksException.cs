namespace Piwa.Chain.Provenance.Rocks;

/// <summary>RocksDB failed.</summary>
/// <param name="message">What it says.</param>
internal sealed class RocksException(string message) : IOException(message)
{
    /// <summary>Whether what is on the disk is not what was written, by how RocksDB begins such messages.</summary>
    public bool IsCorruption => Message.StartsWith("Corruption", StringComparison.Ordinal);

    /// <summary>Whether the disk is full, or the process may not use it: nothing is wrong with the store itself.</summary>
    public bool IsOfTheSystem =>
        Message.Contains("No space left", StringComparison.Ordinal)
        || Message.Contains("Permission denied", StringComparison.Ordinal)
        || Message.Contains("Read-only file system", StringComparison.Ordinal)
        || Message.Contains("Too many open files", StringComparison.Ordinal);
}
