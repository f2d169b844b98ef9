using System.Globalization;
using Microsoft.AspNetCore.Http;
using Piwa.Host.Pages.Json;
using Piwa.Pipeline;
using Piwa.Pipeline.Labelling;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stores;
using Piwa.Pipeline.Verification;

namespace Piwa.Host.Pages;

/// <summary>What is asked below <c>/api/v1/</c>: see docs/page.md.</summary>
/// <param name="directory">The data set's directory, or its address in a bucket.</param>
/// <param name="run">The run of this process; null if there is none.</param>
/// <param name="time">The clock.</param>
/// <param name="labels">The labels where this process adds to them; null where they are read from their file.</param>
internal sealed class PageRoutes(string directory, RunFeed? run, TimeProvider time, LabelBook? labels = null) : IPageRoutes
{
    private const string Picture = ".png";

    /// <summary>A file of dead letters that is longer is not read for the page: all of it would be in memory.</summary>
    private const long MostLetterBytes = 64 << 20;

    private readonly GrowingDataset _dataset = new(directory, time);
    private readonly PageTelemetry _telemetry = new();
    private readonly PageLabels _labels = new(labels);
    private readonly AssetReader _reader = new();

    /// <inheritdoc/>
    public async Task<PageReply> AnswerAsync(string path, IQueryCollection query, CancellationToken cancellationToken)
    {
        string[] parts = path.Split('/');
        Dataset? read = await _dataset.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (parts is ["overview"])
            return PageReply.Json(json => OverviewJson.Write(json, directory, read, run?.Read()));
        if (read is not { } dataset)
            return NotFound($"There is no data set in '{directory}' yet.");

        return parts switch
        {
            ["assets"] => Assets(dataset, query),
            ["assets", var asset] => await AssetAsync(dataset, Index(asset), cancellationToken).ConfigureAwait(false),
            ["assets", var asset, "proof"] => await ProofAsync(dataset, Index(asset), cancellationToken).ConfigureAwait(false),
            ["assets", var asset, "mesh.glb"] => File(
                await _reader.MeshAsync(dataset, Index(asset), cancellationToken).ConfigureAwait(false), "model/gltf-binary", asset),
            ["assets", var asset, "views", var view, var file] when file.EndsWith(Picture, StringComparison.Ordinal) => File(
                await DrawAsync(dataset, Index(asset), view, file[..^Picture.Length], cancellationToken).ConfigureAwait(false), "image/png", asset),
            ["shards"] => Shards(dataset, query),
            ["shards", var first, "proof.json"] => Proof(dataset, Index(first)),
            ["dead-letters"] => Letters(dataset, query),
            ["telemetry"] => Telemetry(dataset, query),
            _ => NotFound($"There is no '{path}'."),
        };
    }

    public void Dispose()
    {
        _labels.Dispose();
        _reader.Dispose();
        _dataset.Dispose();
    }

    private PageReply Assets(Dataset dataset, IQueryCollection query)
    {
        (int offset, int count) = PageQuery.Part(query);
        ulong first = query.TryGetValue("first", out var low) ? Index(low.ToString()) : 0;
        ulong last = query.TryGetValue("last", out var high) ? Index(high.ToString()) : ulong.MaxValue;
        return PageReply.Json(json => AssetListJson.Write(json, dataset, index => _labels.Find(dataset, index), first, last, offset, count));
    }

    private async Task<PageReply> AssetAsync(Dataset dataset, ulong index, CancellationToken cancellationToken)
    {
        if (await _reader.FindAsync(dataset, index, cancellationToken).ConfigureAwait(false) is { } row)
            return PageReply.Json(json => AssetJson.Write(json, dataset, dataset.FindShard(index)!, row, _labels.Find(dataset, index, row.Hashes.Asset)));
        return NotFound(dataset.FindShard(index)?.Dead.Contains(index) == true
            ? $"Asset {index} is a dead letter: it could not be made."
            : $"There is no asset {index} in the data set{(run is null ? "" : " yet")}.");
    }

    private async Task<PageReply> ProofAsync(Dataset dataset, ulong index, CancellationToken cancellationToken) =>
        await _reader.ProveAsync(dataset, index, cancellationToken).ConfigureAwait(false) is { } report
            ? PageReply.Json(json => ProofJson.Write(json, report))
            : NotFound($"There is no asset {index} in the data set.");

    private async Task<byte[]?> DrawAsync(Dataset dataset, ulong index, string view, string channel, CancellationToken cancellationToken)
    {
        ImageChannel? known = ImageChannel.All.FirstOrDefault(one => one.Name == channel);
        return known is not null && int.TryParse(view, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? await _reader.DrawAsync(dataset, index, known, number, cancellationToken).ConfigureAwait(false)
            : null;
    }

    private static PageReply Shards(Dataset dataset, IQueryCollection query)
    {
        (int offset, int count) = PageQuery.Part(query);
        return PageReply.Json(json => ShardListJson.Write(json, dataset, offset, count));
    }

    private static PageReply Proof(Dataset dataset, ulong first) =>
        dataset.FindShard(first) is { } shard && ProofOfRender.IsSigned(shard)
            ? new PageReply(StatusCodes.Status200OK, "application/json; charset=utf-8", ProofOfRender.Write(shard))
            {
                FileName = string.Create(CultureInfo.InvariantCulture, $"proof-{shard.FirstAsset}.json"),
            }
            : NotFound($"There is no signed shard of asset {first}.");

    private static PageReply Letters(Dataset dataset, IQueryCollection query)
    {
        (int offset, int count) = PageQuery.Part(query);
        var file = new FileInfo(dataset.DeadLetterPath);
        if (file.Exists && file.Length > MostLetterBytes)
            throw new IOException($"{file.FullName} has {file.Length} bytes, more than the page reads ({MostLetterBytes}). Look into the file itself.");
        IReadOnlyList<DeadLetterRecord> letters = dataset.ReadDeadLetters();
        return PageReply.Json(json => LetterListJson.Write(json, letters, offset, count));
    }

    private PageReply Telemetry(Dataset dataset, IQueryCollection query)
    {
        (int offset, int count) = PageQuery.Part(query);
        TelemetryReport report = _telemetry.Read(dataset);
        return PageReply.Json(json => TelemetryListJson.Write(json, report, offset, count));
    }

    private static PageReply File(byte[]? bytes, string type, string asset) => bytes is null
        ? NotFound($"Asset {asset} has no such file.")
        : new PageReply(StatusCodes.Status200OK, type, bytes) { IsImmutable = true };

    private static PageReply NotFound(string message) => PageReply.Refuse(StatusCodes.Status404NotFound, message);

    private static ulong Index(string text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong index)
        ? index
        : throw new ArgumentException($"'{text}' is no index of an asset; it must be a whole number.");
}
