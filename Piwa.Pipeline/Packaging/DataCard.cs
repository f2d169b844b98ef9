using System.Text.Json;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Packaging;

/// <summary>
/// Describes a data set to the world, in files beside its shards: <c>README.md</c>, a data card with the metadata of Hugging Face, and
/// <c>croissant.json</c>, Croissant 1.1.
/// </summary>
/// <remarks>
/// The files are made of the campaign, the manifest and <see cref="CardDetails"/>. A <c>README.md</c> from which the owner took the line
/// that says who wrote it is left as it is.
/// </remarks>
public static class DataCard
{
    internal const string CardFile = "README.md";
    internal const string CroissantFile = "croissant.json";
    internal const string DetailsFile = "card.json";

    /// <summary>Writes the files.</summary>
    /// <param name="dataset">The data set, opened to add to it.</param>
    /// <param name="changes">What is to change of the details that were given before.</param>
    /// <param name="timeProvider">The clock, for the day of the first card.</param>
    /// <param name="cancellationToken">Stops the reading of shards whose SHA-256 is not known yet.</param>
    /// <exception cref="ArgumentException">A detail is not of its form.</exception>
    /// <exception cref="ManifestException"><c>card.json</c> is damaged.</exception>
    /// <exception cref="IOException">A shard cannot be read, or a file cannot be written.</exception>
    public static async Task WriteAsync(
        Dataset dataset, CardDetails changes, TimeProvider timeProvider, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(timeProvider);
        changes.Validate();
        CardDetails details = Load(dataset);
        details.Take(changes);
        details.Published ??= DateOnly.FromDateTime(timeProvider.GetUtcNow().UtcDateTime);
        IReadOnlyList<string> checksums = await new ShardChecksums(dataset).CompleteAsync(cancellationToken).ConfigureAwait(false);

        DurableFile.Write(PathOf(dataset, DetailsFile), CanonicalJson.Write(details, PackagingJson.Default.CardDetails));
        DurableFile.Write(PathOf(dataset, CroissantFile), CroissantWriter.Write(dataset, details, checksums));
        if (!File.Exists(PathOf(dataset, CardFile)) || File.ReadAllText(PathOf(dataset, CardFile)).Contains(CardText.Signature, StringComparison.Ordinal))
            DurableFile.Write(PathOf(dataset, CardFile), System.Text.Encoding.UTF8.GetBytes(CardText.Write(dataset, details)));
    }

    /// <summary>Writes the files after a run that was not stopped. Stopped here, it leaves them to the next run.</summary>
    internal static async Task FollowAsync(Dataset dataset, RunReport run, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        try
        {
            if (!run.WasCancelled)
                await WriteAsync(dataset, new CardDetails(), timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    private static CardDetails Load(Dataset dataset)
    {
        string path = PathOf(dataset, DetailsFile);
        if (!File.Exists(path))
            return new CardDetails();
        try
        {
            CardDetails details = JsonSerializer.Deserialize(File.ReadAllBytes(path), PackagingJson.Default.CardDetails)
                ?? throw new ManifestException($"{path} is null.");
            details.Validate();
            return details;
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            throw new ManifestException($"{path}: {fault.Message}", fault);
        }
    }

    private static string PathOf(Dataset dataset, string file) => Path.Combine(dataset.DirectoryPath, file);
}
