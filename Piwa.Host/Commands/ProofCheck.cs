using System.Globalization;
using Piwa.Chain.Keys;
using Piwa.Host.Terminal;
using Piwa.Pipeline;
using Piwa.Pipeline.Shards;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa verify --proof</c>: checks one proof of render, without the data set.</summary>
internal static class ProofCheck
{
    public static async Task<int> RunAsync(string path, string? key, string? shard, CancellationToken cancellationToken)
    {
        PublicKey expected = default;
        if (key is not null && !PublicKey.TryParse(key, out expected))
            throw new ArgumentException($"--key: '{key}' is not an address.");
        ShardRecord record = ProofOfRender.Read(SmallFile.Read(path, ProofOfRender.MaximumBytes), path);
        if (ProofOfRender.FindFault(record) is { } fault)
            throw new ManifestException($"{path}: {fault}");

        Print(record);
        List<string> findings = [];
        if (key is not null && record.Wallet != expected.ToString())
            findings.Add($"the proof is of the wallet {record.Wallet}, not of {key}.");
        if (shard is not null && ProofOfRender.FindFileFault(record, shard, cancellationToken) is { } difference)
            findings.Add(difference);
        foreach (string finding in findings)
            AnsiConsole.MarkupLineInterpolated($"[red]wrong:[/] {finding}");
        if (findings.Count > 0)
            return ExitCode.Unsound;
        AnsiConsole.MarkupLineInterpolated(
            $"[green]Sound.[/] {(key is null ? "The wallet's key signed this; whose wallet it is, --key asks." : "")}{(shard is null ? "" : " The file is the one.")}");
        return ExitCode.Done;
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
