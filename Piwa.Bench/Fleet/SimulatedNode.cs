using System.Buffers.Binary;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Fleet;

namespace Piwa.Bench.Fleet;

/// <summary>A node: its wallet, how fast it is, and what it is at. Guarded by the simulation's lock.</summary>
internal sealed class SimulatedNode
{
    /// <param name="number">Its number, from 0: names the wallet.</param>
    /// <param name="stake">What is staked with it, in RENDER.</param>
    /// <param name="speed">How many times as fast as the mean it is.</param>
    public SimulatedNode(int number, int stake, double speed)
    {
        var wallet = new byte[PublicKey.Size];
        BinaryPrimitives.WriteInt32LittleEndian(wallet, number + 1);
        Wallet = new PublicKey(wallet);
        Stake = stake;
        Speed = speed;
    }

    public PublicKey Wallet { get; }

    public int Stake { get; }

    public double Speed { get; }

    /// <summary>Which life of it: what an earlier one was at is nothing of this.</summary>
    public int Life { get; set; }

    public bool IsDead { get; set; }

    /// <summary>Units that it has, the one that it makes first.</summary>
    public LinkedList<FleetLease> Held { get; } = new();

    /// <summary>Checks that it has, the one that it is at first.</summary>
    public Queue<FleetCheck> Checks { get; } = new();

    /// <summary>How often it has asked for checks in vain, one after the other.</summary>
    public int MissedChecks { get; set; }

    /// <summary>Units that were leased to it.</summary>
    public long Leased { get; set; }
}
