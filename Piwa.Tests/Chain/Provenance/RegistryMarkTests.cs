using Piwa.Chain.Provenance;
using Piwa.Chain.Provenance.Registry;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Chain.Provenance;

/// <summary>What a crash or damage may leave of a registry's mark.</summary>
public sealed class RegistryMarkTests : IDisposable
{
    /// <summary>The head and a slot: what a new mark has.</summary>
    private const int NewBytes = 32;

    private readonly TemporaryDirectory _home = new();
    private readonly string _mark;

    public RegistryMarkTests() => _mark = _home[RegistryMark.FileName];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    /// <summary>The lengths that a kill may leave while the mark is created.</summary>
    [Fact]
    public void AMarkWhoseCreationWasCutOffIsCreatedAnew()
    {
        byte[] whole = NewMark();
        Assert.Equal(NewBytes, whole.Length);
        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(_mark, whole[..length]);
            using (RegistryMark mark = RegistryMark.Open(_home.Path))
                Assert.Equal(0UL, mark.DurableEntries);
            Assert.Equal(whole, File.ReadAllBytes(_mark));
        }
    }

    [Fact]
    public async Task ARegistryIsUsedAfterItsCreationWasCutOff()
    {
        byte[] whole = NewMark();
        await File.WriteAllBytesAsync(_mark, whole[..(NewBytes / 2)], Cancellation);
        using (UploadRegistry registry = UploadRegistry.Open(_home.Path))
            await registry.GetOrAddAsync(TestContent.Origin(1), [TestContent.Claim(1)], Cancellation);
        using UploadRegistry again = UploadRegistry.Open(_home.Path);
        Assert.Equal(TestContent.Origin(1), (await again.FindAsync([TestContent.Hash(1)], Cancellation))[0]?.Origin);
    }

    [Fact]
    public async Task AShortMarkBesideAStoreIsRefusedAndLeftAsItIs()
    {
        using (UploadRegistry registry = UploadRegistry.Open(_home.Path))
            await registry.GetOrAddAsync(TestContent.Origin(1), [TestContent.Claim(1)], Cancellation);
        byte[] whole = await File.ReadAllBytesAsync(_mark, Cancellation);
        Assert.Equal(NewBytes + 16, whole.Length);
        for (int length = 0; length < NewBytes; length++)
        {
            await File.WriteAllBytesAsync(_mark, whole[..length], Cancellation);
            UploadRegistryCorruptedException error = Assert.Throws<UploadRegistryCorruptedException>(() => UploadRegistry.Open(_home.Path));
            Assert.Contains($"'{_mark}' has {length} bytes", error.Message, StringComparison.Ordinal);
            Assert.Contains("backup", error.Message, StringComparison.Ordinal);
            Assert.Equal(whole[..length], await File.ReadAllBytesAsync(_mark, Cancellation));
        }

        // The second slot was being written: the first is whole, and says less.
        for (int length = NewBytes; length <= whole.Length; length++)
        {
            await File.WriteAllBytesAsync(_mark, whole[..length], Cancellation);
            using UploadRegistry registry = UploadRegistry.Open(_home.Path);
            Assert.NotNull((await registry.FindAsync([TestContent.Hash(1)], Cancellation))[0]);
        }
    }

    [Fact]
    public void ADamagedMarkOfFullLengthIsRefused()
    {
        byte[] whole = NewMark();
        int[] reserved = [12, 13, 14, 15, 28, 29, 30, 31];
        foreach (int at in Enumerable.Range(0, NewBytes).Except(reserved))
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 1;
            Refuses(damaged);
        }

        Refuses(new byte[NewBytes]);

        void Refuses(byte[] damaged)
        {
            File.WriteAllBytes(_mark, damaged);
            Assert.Contains(_mark, Assert.Throws<UploadRegistryCorruptedException>(() => RegistryMark.Open(_home.Path)).Message, StringComparison.Ordinal);
            Assert.Equal(damaged, File.ReadAllBytes(_mark));
        }
    }

    /// <summary>The bytes of a mark that was just created.</summary>
    private byte[] NewMark()
    {
        RegistryMark.Open(_home.Path).Dispose();
        return File.ReadAllBytes(_mark);
    }
}
