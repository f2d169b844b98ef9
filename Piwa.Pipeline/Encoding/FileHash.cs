namespace Piwa.Pipeline.Encoding;

/// <summary>BLAKE3 of files, read piece by piece.</summary>
internal static class FileHash
{
    /// <summary>What is read at once: large enough that a disk reads ahead.</summary>
    private const int BufferBytes = 1 << 20;

    /// <summary>Hashes a file as it is.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ContentHash Compute(string path, CancellationToken cancellationToken)
    {
        var hasher = new Blake3Hasher(Blake3Domain.Plain);
        var buffer = new byte[BufferBytes];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        int read;
        while ((read = file.Read(buffer)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hasher.Update(buffer.AsSpan(0, read));
        }

        return hasher.Finish();
    }

    /// <summary>What differs between a file and what a document says of it; null if nothing does.</summary>
    /// <param name="path">The file, whatever its name.</param>
    /// <param name="bytes">Its length, as the document says.</param>
    /// <param name="hash">Its hash, as the document says.</param>
    /// <param name="document">What to call the document: <c>proof</c>.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string? FindFault(string path, long bytes, ContentHash hash, string document, CancellationToken cancellationToken)
    {
        long length = new FileInfo(path).Length;
        if (length != bytes)
            return $"{path} has {length} bytes; the {document} says {bytes}.";
        ContentHash own = Compute(path, cancellationToken);
        return own == hash ? null : $"{path} has hash {own}; the {document} says {hash}.";
    }
}
