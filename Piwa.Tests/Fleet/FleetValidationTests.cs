using System.Buffers.Binary;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Fleet;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Fleet;

/// <summary>How soon who cheats is found, by the coordinator's own state on a real PostgreSQL, against the formula of docs/fleet.md.</summary>
[Collection(PostgresTests.Name)]
public sealed class FleetValidationTests(PostgresServer server, ITestOutputHelper output)
{
    private const int Fakers = 120;
    private const int Samples = 4;
    private const int UnitAssets = 200;
    private const double Faked = 0.05;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AFakerOfFivePercentIsFoundAsSoonAsTheFormulaSays()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        var random = new Random(7);
        await using FleetBook book = await FleetBook.OpenAsync(
            server.Connection, server.NewSchema(), new FleetRules { IsOpen = true, Samples = Samples, NodeLeases = 64 }, clock: null, Stop);
        await book.OrderAsync([1], 100_000, Stop);
        PublicKey[] honest = [Key(1_000_001), Key(1_000_002)];
        foreach (PublicKey node in honest)
            Assert.Null(await book.MeetAsync(node, "", Stop));

        List<int> units = [];
        for (int faker = 0; faker < Fakers; faker++)
        {
            PublicKey node = Key(faker);
            Assert.Null(await book.MeetAsync(node, "", Stop));
            int made = 0;
            while (await book.MeetAsync(node, "", Stop) is null)
            {
                made++;
                FleetLease lease = Assert.Single(await book.LeaseAsync(node, 1, Stop));
                HashSet<long> faked = [.. Enumerable.Range(0, UnitAssets).Where(_ => random.NextDouble() < Faked).Select(asset => (lease.Unit * UnitAssets) + asset)];

                // Drawn as the coordinator draws them.
                long[] samples = SampleDigest.Choose(new WorkUnit((ulong)lease.Unit * UnitAssets, UnitAssets), Samples);
                byte[] said = Digests(samples, faked, lie: 1);
                Assert.Equal(FinishOutcome.Taken, await book.FinishAsync(node, lease, [1], [2], samples, said, Stop));
                for (int checker = 0; checker < honest.Length; checker++)
                {
                    if (await book.LeaseChecksAsync(honest[checker], 1, Stop) is [var check])
                        Assert.True(await book.AnswerAsync(honest[checker], check, Digests(check.Samples, [], lie: 0), Stop));
                }
            }

            units.Add(made);
        }

        // Geometric: 1 / p on average, with a deviation of sqrt(1 - p) / p.
        double p = 1 - Math.Pow(1 - Faked, Samples), expected = 1 / p, deviation = Math.Sqrt(1 - p) / p / Math.Sqrt(Fakers);
        output.WriteLine($"found after {units.Average():F2} units on average, {units.Order().ElementAt(Fakers / 2)} in the median, {units.Max()} at most; expected {expected:F2} ± {deviation:F2}");
        Assert.InRange(units.Average(), expected - (4 * deviation), expected + (4 * deviation));
        FleetStatus status = await book.StatusAsync(1000, Stop);
        Assert.Equal(Fakers, status.Nodes.Count(node => node.Barred is not null));
        Assert.All(honest, node => Assert.Equal(0, status.Nodes.Single(each => each.Wallet == node.ToString()).Strikes));
        Assert.Equal(0, status.Checking);
    }

    private static byte[] Digests(IReadOnlyList<long> samples, HashSet<long> faked, byte lie)
    {
        var digests = new byte[samples.Count * SampleDigest.Bytes];
        for (int i = 0; i < samples.Count; i++)
        {
            Span<byte> digest = digests.AsSpan(i * SampleDigest.Bytes, SampleDigest.Bytes);
            BinaryPrimitives.WriteInt64LittleEndian(digest, samples[i]);
            digest[^1] = faked.Contains(samples[i]) ? lie : (byte)0;
        }

        return digests;
    }

    private static PublicKey Key(int number)
    {
        var bytes = new byte[PublicKey.Size];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number + 1);
        return new PublicKey(bytes);
    }
}
