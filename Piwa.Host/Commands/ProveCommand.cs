using System.CommandLine;
using Piwa.Host.Terminal;
using Piwa.Pipeline;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stores;
using Spectre.Console;

namespace Piwa.Host.Commands;

/// <summary><c>piwa prove</c>: writes the proof of render of a shard, for others to check.</summary>
internal static class ProveCommand
{
    public static Command Create()
    {
        var directory = new Argument<string>("dataset") { Description = "Directory of the data set, or s3://BUCKET/PREFIX." };
        var asset = new Option<ulong>("--asset", "-a") { Description = "The shard that has this asset.", DefaultValueFactory = _ => 0 };
        var output = new Option<string>("--out", "-o") { Description = "The file to write.", DefaultValueFactory = _ => "proof.json" };
        var command = new Command("prove", "Writes a shard's proof of render; check it with: piwa verify --proof FILE.") { directory, asset, output };
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            using Dataset dataset = await DatasetMirror.OpenAsync(parsed.GetRequiredValue(directory), token).ConfigureAwait(false);
            ShardRecord record = Find(dataset, parsed.GetRequiredValue(asset));
            string path = parsed.GetRequiredValue(output);
            await File.WriteAllBytesAsync(path, ProofOfRender.Write(record), token).ConfigureAwait(false);
            AnsiConsole.MarkupLineInterpolated($"[green]{path}[/]: {record.File}, signed by {record.Wallet}");
            return ExitCode.Done;
        }));
        return command;
    }

    private static ShardRecord Find(Dataset dataset, ulong asset)
    {
        ShardRecord record = dataset.FindShard(asset)
            ?? throw new ArgumentException($"'{dataset.Address}' has no asset {asset}.");
        if (!ProofOfRender.IsSigned(record))
            throw new ArgumentException($"{record.File} is not signed: the Piwa that made it signed no shards.");
        return ProofOfRender.FindFault(record) is { } fault ? throw new ManifestException($"{record.File}: its proof of render: {fault}") : record;
    }
}
