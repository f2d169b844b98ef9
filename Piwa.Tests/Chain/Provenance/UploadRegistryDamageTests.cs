using System.Globalization;
using Piwa.Chain.Provenance;
using Piwa.Chain.Provenance.Registry;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Chain.Provenance;

/// <summary>Files of a registry are changed while it is closed: it says so, or its answers are right.</summary>
public sealed class UploadRegistryDamageTests : IDisposable
{
    /// <summary>Bits that are flipped, one at a time; more by <c>PIWA_FLIPS</c>.</summary>
    private const int DefaultFlips = 150;

    private const int Contents = 2_000;
    private const int Batch = 100;

    private readonly TemporaryDirectory _home = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task AFlippedBitIsNeverAWrongAnswer()
    {
        int flips = int.TryParse(Environment.GetEnvironmentVariable("PIWA_FLIPS"), CultureInfo.InvariantCulture, out int more) ? more : DefaultFlips;
        await FillAsync();
        string copy = _home["copy"];
        string[] files = [.. Directory.GetFiles(_home["registry"]).Where(file => !Path.GetFileName(file).StartsWith("LOG", StringComparison.Ordinal))];
        Assert.Contains(files, file => file.EndsWith(".log", StringComparison.Ordinal) && new FileInfo(file).Length > 0);
        Assert.Contains(files, file => file.EndsWith(".sst", StringComparison.Ordinal));
        Random random = new(7);
        int noticed = 0;
        for (int flip = 0; flip < flips; flip++)
        {
            Copy(copy);
            string file = Path.Combine(copy, Path.GetFileName(files[flip % files.Length]));
            byte[] bytes = await File.ReadAllBytesAsync(file, Cancellation);
            if (bytes.Length == 0)
                continue;

            // Half of them within the last bytes, where a log's last record stands.
            int bit = random.Next(2) == 0 ? random.Next(bytes.Length * 8) : (bytes.Length * 8) - 1 - random.Next(Math.Min(bytes.Length, 6_000) * 8);
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            await File.WriteAllBytesAsync(file, bytes, Cancellation);
            if (!await AnswersAreRightAsync(copy, $"bit {bit} of {Path.GetFileName(file)}"))
                noticed++;
        }

        Assert.True(noticed > flips / 4, $"{noticed} of {flips} flips were noticed.");
    }

    [Fact]
    public async Task ALogThatEndsEarlierIsNoticed()
    {
        await FillAsync();
        string log = Directory.GetFiles(_home["registry"], "*.log").MaxBy(file => new FileInfo(file).Length)!;
        long length = new FileInfo(log).Length;
        foreach (long kept in (long[])[0, length / 2, length - 1])
        {
            Copy(_home["copy"]);
            using (FileStream stream = File.OpenWrite(Path.Combine(_home["copy"], Path.GetFileName(log))))
                stream.SetLength(kept);
            UploadRegistryCorruptedException error = Assert.Throws<UploadRegistryCorruptedException>(() => UploadRegistry.Open(_home["copy"]));
            Assert.Contains(_home["copy"], error.Message, StringComparison.Ordinal);
            Assert.Contains("backup", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AMissingFileIsNoticed()
    {
        await FillAsync();
        foreach (string file in Directory.GetFiles(_home["registry"]).Select(file => Path.GetFileName(file)!).Where(IsNeeded))
        {
            Copy(_home["copy"]);
            File.Delete(Path.Combine(_home["copy"], file));
            Assert.Throws<UploadRegistryCorruptedException>(() => UploadRegistry.Open(_home["copy"]).Dispose());
        }

        static bool IsNeeded(string name) => name == "CURRENT" || name == RegistryMark.FileName
            || name.StartsWith("MANIFEST", StringComparison.Ordinal) || name.EndsWith(".sst", StringComparison.Ordinal)
            || name.EndsWith(".log", StringComparison.Ordinal);
    }

    /// <summary>Half of the contents stand in tables, half in the log; the origins too.</summary>
    private async Task FillAsync()
    {
        for (int half = 0; half < 2; half++)
        {
            using UploadRegistry registry = UploadRegistry.Open(_home["registry"]);
            for (int from = half * Contents / 2; from < (half + 1) * Contents / 2; from += Batch)
            {
                ContentClaim[] claims = [.. Enumerable.Range(from, Batch).Select(TestContent.Claim)];
                await registry.GetOrAddAsync(TestContent.Origin(from), claims, Cancellation);
            }
        }
    }

    /// <returns>False if the registry says that it is damaged.</returns>
    private static async Task<bool> AnswersAreRightAsync(string directory, string damage)
    {
        try
        {
            using UploadRegistry registry = UploadRegistry.Open(directory);
            IReadOnlyList<FirstUpload?> found = await registry.FindAsync([.. Enumerable.Range(0, Contents + 1).Select(TestContent.Hash)], Cancellation);
            for (int i = 0; i < Contents; i++)
                Assert.True(found[i]?.Origin == TestContent.Origin(i / Batch * Batch), $"Content {i} is answered wrongly after {damage}.");
            Assert.Null(found[Contents]);
            return true;
        }
        catch (UploadRegistryCorruptedException error)
        {
            Assert.Contains(directory, error.Message, StringComparison.Ordinal);
            return false;
        }
    }

    private void Copy(string copy)
    {
        if (Directory.Exists(copy))
            Directory.Delete(copy, recursive: true);
        Directory.CreateDirectory(copy);
        foreach (string file in Directory.GetFiles(_home["registry"]))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
    }
}
