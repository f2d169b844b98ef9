using System.Security.Cryptography;
using Piwa.Chain.Keys;
using Piwa.Host.Observability;
using Piwa.Host.Pages.Fleet;
using Piwa.Pipeline.Fleet;
using Piwa.Pipeline.Stores;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Host.Pages;

/// <summary>Fleets that nobody has, for their pages.</summary>
internal static class ManyNodes
{
    public static FleetAbout About { get; } = new(
        new WorkOrder(SmallRun.Campaign, 8_000), Wallet(1_000_000), "s3://training/fleet", () => new Uri("https://127.0.0.1:8930"));

    public static FleetPageRoutes Routes(FleetFeed feed, TimeProvider clock, CoordinatorHealth? health = null)
    {
        health ??= new CoordinatorHealth(clock);
        return new FleetPageRoutes(About, feed, health, clock);
    }

    /// <summary>Where a fleet of so many nodes stands: each third is away, each hundredth is barred, each tenth was never checked.</summary>
    public static FleetStatus Status(int nodes, long committed, DateTimeOffset now)
    {
        long units = (long)About.Order.Units, rest = units - committed;
        return new FleetStatus(
            units, rest - Math.Min(rest, 60), Math.Min(rest, 30), Math.Min(rest, 5), Math.Min(Math.Max(rest - 30, 0), 20), Math.Min(Math.Max(rest - 50, 0), 10), committed,
            [.. Enumerable.Range(0, nodes).Select(number => Node(number, now))]);
    }

    public static FleetNodeStatus Node(int number, DateTimeOffset now) => new(
        Wallet(number), number % 2 == 0 ? "cuda:0 (NVIDIA GeForce RTX 4090)" : "host (AMD EPYC 9654 96-Core Processor)", now.AddDays(-number % 30),
        now.AddSeconds(number % 3 == 2 ? -7200 : -number % 60), Stake: number % 7 * 150_000_000L, MostLeases: 4, Leases: number % 5, Units: 10_000 - number,
        Assets: (10_000 - number) * 256L, Sampled: number % 10 == 9 ? 0 : 400, Equal: number % 10 == 9 ? 0 : number % 100 == 1 ? 399 : 400, Checks: number % 50,
        Lapsed: number % 4, Strikes: number % 100 == 1 ? 1 : 0, Barred: number % 100 == 1 ? $"at unit {number} it made other assets than two others" : null);

    public static FleetEvent Event(int number, DateTimeOffset now) => new(
        number, now.AddSeconds(-100 + number), number % 3 == 0 ? "strike" : "node joined", Wallet(number), number % 3 == 0 ? number * 1000L : null,
        number % 3 == 0 ? "accused another, or agreed with one, wrongly" : "cuda:0 (NVIDIA H100)");

    public static string Wallet(int number) => new PublicKey(SHA256.HashData(BitConverter.GetBytes(number))).ToString();
}
