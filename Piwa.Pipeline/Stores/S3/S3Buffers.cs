using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Piwa.Pipeline.Stores.S3;

/// <summary>Memory for parts of files: so many at once and no more, whoever asks.</summary>
/// <param name="count">How many.</param>
internal sealed class S3Buffers(int count) : IDisposable
{
    private readonly SemaphoreSlim _free = new(count);

    /// <summary>Fills memory from a file.</summary>
    /// <exception cref="IOException">The file has become shorter.</exception>
    public static async Task FillAsync(SafeFileHandle file, long offset, Memory<byte> content, CancellationToken cancellationToken)
    {
        for (int filled = 0; filled < content.Length;)
        {
            int read = await RandomAccess.ReadAsync(file, content[filled..], offset + filled, cancellationToken).ConfigureAwait(false);
            if (read == 0)
                throw new EndOfStreamException("A file has become shorter while it was read.");
            filled += read;
        }
    }

    /// <summary>Lends a buffer to some work.</summary>
    public async Task UseAsync(int bytes, Func<byte[], Task> work, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            await work(buffer).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            _free.Release();
        }
    }

    public void Dispose() => _free.Dispose();
}
