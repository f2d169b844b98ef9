using Piwa.Pipeline.Encoding;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Encoding;

public sealed class FileHashTests : IDisposable
{
    private const int BufferBytes = 1 << 20;

    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(BufferBytes - 1)]
    [InlineData(BufferBytes)]
    [InlineData(BufferBytes + 1)]
    public void AFileHasTheHashOfItsBytes(int length)
    {
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        File.WriteAllBytes(_home["file"], content);
        Assert.Equal(Blake3.Hash(content), FileHash.Compute(_home["file"], TestContext.Current.CancellationToken));
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        if (length > 0)
            Assert.Throws<OperationCanceledException>(() => FileHash.Compute(_home["file"], cancelled.Token));
    }
}
