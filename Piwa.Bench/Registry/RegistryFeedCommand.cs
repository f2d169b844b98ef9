using System.CommandLine;
using System.Globalization;
using Piwa.Chain.Provenance;

namespace Piwa.Bench.Registry;

/// <summary><c>registry-feed</c>: enters batches into a registry until it is killed, and says which were acknowledged.</summary>
internal static class RegistryFeedCommand
{
    public static Command Create()
    {
        var directory = new Option<string>("--directory") { Description = "The registry.", Required = true };
        var from = new Option<int>("--from") { Description = "The first batch.", Required = true };
        var count = new Option<int>("--count") { Description = "How many batches.", Required = true };
        var command = new Command("registry-feed", "Enters batches and prints the number of each once it is acknowledged: for tests that kill it.")
        {
            directory, from, count,
        };
        command.Hidden = true;
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(directory), parsed.GetRequiredValue(from), parsed.GetRequiredValue(count), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string directory, int from, int count, CancellationToken cancellationToken)
    {
        UploadRegistryOptions options = new() { MemoryBytes = UploadRegistryOptions.MinimumMemoryBytes };
        using UploadRegistry registry = UploadRegistry.Open(directory, options);
        for (int number = from; number < from + count; number++)
        {
            (UploadOrigin origin, ContentClaim[] claims) = FeedContent.Batch(number);
            await registry.GetOrAddAsync(origin, claims, cancellationToken);
            Console.Out.WriteLine(number.ToString(CultureInfo.InvariantCulture));
            await Console.Out.FlushAsync(cancellationToken);
        }

        return 0;
    }
}
