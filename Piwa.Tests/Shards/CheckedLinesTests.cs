using Piwa.Pipeline.Shards;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Shards;

public sealed class CheckedLinesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string FilePath => _directory["lines"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void LinesComeBackInOrder()
    {
        string[] lines = ["one", "", "zwölf Öltöpfe ✓", new('x', 100_000)];
        foreach (string line in lines)
            CheckedLines.Append(FilePath, line);
        Assert.Equal(lines, CheckedLines.Read(FilePath, out int torn));
        Assert.Equal(0, torn);
    }

    [Fact]
    public void AMissingFileHasNoLines()
    {
        Assert.Empty(CheckedLines.Read(FilePath, out int torn));
        Assert.Equal(0, torn);
    }

    [Fact]
    public void ALineCutOffAtAnyByteIsTornAndRepaired()
    {
        CheckedLines.Append(FilePath, "first");
        int first = File.ReadAllBytes(FilePath).Length;
        CheckedLines.Append(FilePath, "second");
        byte[] whole = File.ReadAllBytes(FilePath);
        for (int length = first; length < whole.Length; length++)
        {
            File.WriteAllBytes(FilePath, whole[..length]);
            Assert.Equal(["first"], CheckedLines.Read(FilePath, out int torn));
            Assert.Equal(length - first, torn);

            CheckedLines.Repair(FilePath, torn);
            CheckedLines.Append(FilePath, "second");
            Assert.Equal(whole, File.ReadAllBytes(FilePath));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(1000)]
    public void TheTailIsRepairedAlone(int letters)
    {
        CheckedLines.RepairTail(FilePath);
        Assert.False(File.Exists(FilePath));
        CheckedLines.Append(FilePath, "first");
        int first = File.ReadAllBytes(FilePath).Length;
        CheckedLines.Append(FilePath, new string('x', letters));
        byte[] whole = File.ReadAllBytes(FilePath);
        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(FilePath, whole[..length]);
            CheckedLines.RepairTail(FilePath);
            Assert.Equal(length < first ? 0 : length < whole.Length ? first : length, new FileInfo(FilePath).Length);
        }
    }

    [Fact]
    public void ByteChangedAnywhereIsNoticed()
    {
        CheckedLines.Append(FilePath, "first");
        CheckedLines.Append(FilePath, "second");
        byte[] whole = File.ReadAllBytes(FilePath);
        for (int position = 0; position < whole.Length; position++)
        {
            byte[] damaged = [.. whole];
            damaged[position] ^= 1;
            File.WriteAllBytes(FilePath, damaged);
            bool isNoticed;
            try
            {
                CheckedLines.Read(FilePath, out int torn);
                isNoticed = torn > 0;
            }
            catch (ManifestException fault)
            {
                isNoticed = fault.Message.Contains("line", StringComparison.Ordinal);
            }

            Assert.True(isNoticed, $"byte {position}");
        }
    }
}
