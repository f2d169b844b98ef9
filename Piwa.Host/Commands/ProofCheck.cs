using System.Globalization;
using Piwa.Chain.Keys;
using Piwa.Host.Terminal;
using Piwa.Pipeline;
using Piwa.Pipeline.Shards;

namespace Piwa.Host.Commands;

/// <summary><c>piwa verify --proof</c>: checks one proof of render, without the data set.</summary>
internal static class ProofCheck
{
    public static int Run(string path, string? key, string? shard, CancellationToken cancellationToken)
    {
        if (key is not null && !PublicKey.TryParse(key, out _))
            throw new ArgumentException($"--key: '{key}' is not an address.");
        ShardRecord record = ProofOfRender.Read(SmallFile.Read(path, ProofOfRender.MaximumBytes), path);
        if (ProofOfRender.FindFault(record) is { } fault)
            throw new ManifestException($"{path}: {fault}");

        Print(record);
        string? fileFault = shard is null ? null : ProofOfRender.FindFileFault(record, shard, cancellationToken);
        return DocumentCheck.Conclude("proof", "wallet", record.Wallet, key, shard is not null, fileFault);
    }

    /// <summary>Whole lines, whatever the terminal's width: they are there to be copied.</summary>
    private static void Print(ShardRecord record) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"""
        wallet     {record.Wallet}
        signed at  {DateTimeOffset.FromUnixTimeMilliseconds(record.Time!.Value):u}, by the signer's clock
        assets     {record.FirstAsset} to {record.FirstAsset + (ulong)record.Assets - 1}: {record.Rows} made, {record.Dead.Count} dead letters
        campaign   {record.Campaign}, generator {record.Generator}
        device     {record.Device}
        file       {record.File}, {Units.Bytes(record.Bytes)}
        blake3     {record.FileHash}
        root       {record.Root}
        """));
}
