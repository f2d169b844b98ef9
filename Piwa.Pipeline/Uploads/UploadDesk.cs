using System.Globalization;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Kernels.Meshes;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Importing;
using Piwa.Pipeline.Quality;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stages;

namespace Piwa.Pipeline.Uploads;

/// <summary>Takes files: validates, normalises, hashes and registers each, and enters it into the data set.</summary>
/// <remarks>
/// <para>A file is known by its source: the normalised mesh with its materials. Steps: (1) read and normalise; (2) look whether the data set has
/// the source; (3) whether contents belong to a known source; (4) ask the registry who was first; (5) enter it there, which has the last word;
/// (6) look for forms that are near; (7) write the source, then the line that makes it an asset, then the form.</para>
/// <para>Each step is durable before the next, and done again it does the same: whatever a crash leaves, the same file goes on from there. Not
/// thread-safe.</para>
/// </remarks>
internal sealed class UploadDesk : IDisposable
{
    private const string ShapesFile = "shapes.jsonl";
    private const int MaxNameLength = 200;

    private readonly Dataset _dataset;
    private readonly PublicKey _wallet;
    private readonly IKnownSources? _known;
    private readonly UploadRegistry _registry;
    private readonly ShapeBook _shapes;
    private readonly AssetHasher _hasher = new();
    private readonly ShapeMeter _meter = new(ShapeBook.PointCount);
    private readonly MeshValidator _validator = new();
    private readonly CameraRig _rig;
    private readonly List<UploadedAsset> _uploads;
    private readonly Dictionary<ContentHash, UploadedAsset> _bySource;

    /// <param name="dataset">The data set, open for writing.</param>
    /// <param name="wallet">The wallet that signs: the uploader of files that name none.</param>
    /// <param name="takesOthers">Whether there are files of others among what is to be taken.</param>
    /// <param name="options">Where registry and forms are.</param>
    /// <exception cref="ManifestException">What is there is damaged.</exception>
    /// <exception cref="UploadRegistryInUseException">Another process has the registry open.</exception>
    public UploadDesk(Dataset dataset, PublicKey wallet, bool takesOthers, PiwaOptions options)
    {
        _dataset = dataset;
        _wallet = wallet;
        _known = options.KnownSources;
        _rig = dataset.Campaign.FindRig(dataset.Campaign.Rig);
        _uploads = dataset.ReadUploads(out _);
        _bySource = _uploads.ToDictionary(upload => upload.Source);

        // Where shards are there, it was looked whose they are; uploads of others belong to a host's data set then.
        if (!takesOthers && dataset.Shards.Count == 0 && _uploads.FirstOrDefault(upload => upload.Wallet != wallet.ToString()) is { } other)
        {
            throw new DatasetMismatchException(
                $"The uploads of '{dataset.DirectoryPath}' are of the wallet {other.Wallet}, not of {wallet}. Give that wallet, or another directory.");
        }

        string home = options.RegistryDirectory ?? dataset.DirectoryPath;
        Directory.CreateDirectory(home);
        _registry = OracleAccess.OpenRegistry(dataset, options);
        try
        {
            _shapes = ShapeBook.Open(Path.Combine(home, ShapesFile));

            // What a crash left between an asset's line and its form.
            foreach (UploadedAsset upload in _uploads)
                _shapes.Enter(ShapeRecord.Of(upload, dataset.CampaignHash));
        }
        catch
        {
            _registry.Dispose();
            throw;
        }
    }

    /// <summary>Assets of the data set.</summary>
    public ulong AssetCount => (ulong)_uploads.Count;

    /// <summary>Takes a file. One that cannot be taken is no exception.</summary>
    public async Task<UploadResult> TakeAsync(UploadFile file, CancellationToken cancellationToken)
    {
        try
        {
            string name = NameOf(file);
            PublicKey uploader = file.Uploader ?? _wallet;
            byte[] bytes = await ReadAsync(file.Path, cancellationToken).ConfigureAwait(false);
            NormalizedMesh normalized = MeshNormalizer.Normalize(GlbReader.Read(bytes));
            MeshSource source = MeshSource.Create(normalized.Mesh, normalized.Materials, normalized.Images);
            UploadResult result = await TakeAsync(file, uploader, name, bytes, source, normalized.Notes, cancellationToken).ConfigureAwait(false);
            return result with
            {
                Vertices = source.Mesh.VertexCount,
                Triangles = source.Mesh.TriangleCount,
                Defects = _validator.Check(source.Mesh.Positions, source.Mesh.Triangles),
            };
        }
        catch (Exception fault) when (fault is ImportException or UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException)
        {
            return new UploadResult { File = file.Path, Outcome = UploadOutcome.Refused, Message = $"{file.Path}: {fault.Message}" };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _registry.Dispose();

    private static async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        FileInfo file = new(path);
        if (!file.Exists)
            throw new FileNotFoundException("There is no such file.", path);
        if (file.Length > ImportLimits.FileBytes)
            throw new ImportException($"It has {file.Length} bytes; at most {ImportLimits.FileBytes} are taken.");
        return await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
    }

    private static string NameOf(UploadFile file)
    {
        string name = file.Name ?? Path.GetFileNameWithoutExtension(file.FileName ?? file.Path);
        return name.Length is > 0 and <= MaxNameLength && !name.Any(char.IsControl)
            ? name
            : throw new ImportException($"The name '{name}' must have 1 to {MaxNameLength} characters, and none that controls.");
    }

    private async Task<UploadResult> TakeAsync(
        UploadFile file,
        PublicKey uploader,
        string name,
        byte[] bytes,
        MeshSource source,
        IReadOnlyList<string> notes,
        CancellationToken cancellationToken)
    {
        Recipe recipe = UploadRecipes.Create(source, _rig, _dataset.Campaign.Seed);
        (string Name, ContentKind Kind, ContentHash Hash)[] contents =
        [
            ("source", ContentKind.Asset, source.Hash),
            ("mesh", ContentKind.Mesh, _hasher.Mesh(source.Mesh)),
            ("texture", ContentKind.Texture, _hasher.Texture(recipe)),
            ("scene", ContentKind.Scene, _hasher.Scene(recipe, _dataset.Campaign.ImageResolution)),
        ];
        if (_bySource.TryGetValue(source.Hash, out UploadedAsset? there) && there.Wallet == uploader.ToString())
        {
            return Result(file, UploadOutcome.There, $"It is asset {there.Asset} of this data set already.") with
            {
                Asset = there,
                Contents = await FindAllAsync(uploader, contents, cancellationToken).ConfigureAwait(false),
            };
        }

        ContentAnswer[] owned = [.. contents.Select(content => FindKnown(uploader, content)).OfType<ContentAnswer>()];
        if (owned.Length > 0)
        {
            return Result(file, UploadOutcome.KnownSource, $"Its {owned[0].Content} belongs to {owned[0].Place}, {owned[0].Wallet}.") with
            {
                Contents = owned,
            };
        }

        if (await FindFirstAsync(uploader, source.Hash, cancellationToken).ConfigureAwait(false) is { } before)
            return Duplicate(file, before);

        IReadOnlyList<FirstUpload> answers = await _registry.GetOrAddAsync(
            OriginOf(uploader), [.. contents.Select(content => new ContentClaim(content.Kind, new Hash256(content.Hash.Bytes)))], cancellationToken).ConfigureAwait(false);
        ContentAnswer[] told = [.. contents.Zip(answers, (content, first) => Answer(uploader, content.Name, content.Hash, first))];
        if (!told[0].IsFirst)
            return Duplicate(file, told[0]) with { Contents = told };

        _meter.Load(source.Mesh.Positions, source.Mesh.Triangles);
        ShapeDescriptor shape = _meter.Describe();
        var upload = new UploadedAsset
        {
            Asset = AssetCount,
            Name = name,
            File = file.FileName ?? Path.GetFileName(file.Path),
            FileBytes = bytes.Length,
            FileHash = Blake3.Hash(bytes),
            Source = source.Hash,
            Mesh = contents[1].Hash,
            Texture = contents[2].Hash,
            Scene = contents[3].Hash,
            Shape = shape.ToString(),
            NearCopies = _shapes.FindNear(shape, source.Hash),
            Notes = notes,
            Wallet = uploader.ToString(),
            Time = answers[0].Time.ToUnixTimeMilliseconds(),
        };
        Enter(upload, source);
        return Result(file, UploadOutcome.Taken, MessageOf(upload)) with { Asset = upload, Contents = told };
    }

    private void Enter(UploadedAsset upload, MeshSource source)
    {
        _dataset.Enter(upload, source);
        _uploads.Add(upload);
        _bySource.Add(upload.Source, upload);
        _shapes.Enter(ShapeRecord.Of(upload, _dataset.CampaignHash));
    }

    private static string MessageOf(UploadedAsset upload) => upload.NearCopies is [{ } near, ..]
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"It is asset {upload.Asset}, a near copy of '{near.Name}', asset {near.Asset} by wallet {near.Wallet} (distance {near.Distance}).")
        : string.Create(CultureInfo.InvariantCulture, $"It is asset {upload.Asset}.");

    private UploadOrigin OriginOf(PublicKey uploader) => new(uploader, $"{_dataset.CampaignHash}/{Path.GetFileName(_dataset.UploadLogPath)}");

    private ContentAnswer? FindKnown(PublicKey uploader, (string Name, ContentKind Kind, ContentHash Hash) content) =>
        _known?.Find(new Hash256(content.Hash.Bytes)) is { } source && source.Owner != uploader
            ? new ContentAnswer(content.Name, content.Hash, IsFirst: false, source.Owner.ToString(), source.Name, Time: null)
            : null;

    /// <summary>Who brought a source before, somebody else or the uploader to another data set; null for nobody.</summary>
    private async ValueTask<ContentAnswer?> FindFirstAsync(PublicKey uploader, ContentHash source, CancellationToken cancellationToken)
    {
        IReadOnlyList<FirstUpload?> found = await _registry.FindAsync([new Hash256(source.Bytes)], cancellationToken).ConfigureAwait(false);

        // What is registered as the uploader's own and has no form was cut off by a crash: it goes on.
        return found[0] is { } first && (first.Origin.Wallet != uploader || _shapes.Find(source) is not null)
            ? Answer(uploader, "source", source, first)
            : null;
    }

    /// <summary>Whose each content is of an asset that is there.</summary>
    private async ValueTask<ContentAnswer[]> FindAllAsync(
        PublicKey uploader, (string Name, ContentKind Kind, ContentHash Hash)[] contents, CancellationToken cancellationToken)
    {
        IReadOnlyList<FirstUpload?> found = await _registry.FindAsync(
            [.. contents.Select(content => new Hash256(content.Hash.Bytes))], cancellationToken).ConfigureAwait(false);
        List<ContentAnswer> answers = [];
        for (int i = 0; i < contents.Length; i++)
        {
            if (found[i] is { } first)
                answers.Add(Answer(uploader, contents[i].Name, contents[i].Hash, first));
        }

        return [.. answers];
    }

    private static ContentAnswer Answer(PublicKey uploader, string name, ContentHash hash, FirstUpload first) =>
        new(name, hash, first.Origin.Wallet == uploader, first.Origin.Wallet.ToString(), first.Origin.Shard, first.Time);

    private UploadResult Duplicate(UploadFile file, ContentAnswer first)
    {
        string asset = _shapes.Find(first.Hash) is { } there
            ? string.Create(CultureInfo.InvariantCulture, $" as '{there.Name}', asset {there.Asset} of campaign {there.Campaign}")
            : "";
        return Result(file, UploadOutcome.Duplicate, string.Create(
            CultureInfo.InvariantCulture, $"Wallet {first.Wallet} brought it first, at {first.Time:u}{asset}. It is not made again.")) with
        {
            Contents = [first],
        };
    }

    private static UploadResult Result(UploadFile file, UploadOutcome outcome, string message) =>
        new() { File = file.Path, Outcome = outcome, Message = message };
}
