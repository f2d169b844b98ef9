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
}
