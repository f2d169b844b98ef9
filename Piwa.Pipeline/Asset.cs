using System.Diagnostics.CodeAnalysis;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Recipes;
using Piwa.Pipeline.Cameras;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Exports;
using Piwa.Pipeline.Labels;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Stages;

namespace Piwa.Pipeline;

/// <summary>One asset in plain memory: mesh, views, cameras, recipe, hashes; or why it could not be made.</summary>
/// <remarks>
/// It owns its memory, and holds nothing of a device or a file. Not to be changed, and then any number of threads may read it. World frame:
/// right-handed, z up, centred box; one unit = the longest side, which glTF reads as a metre.
/// </remarks>
public sealed class Asset
{
    private readonly AssetPictures? _content;
    private readonly AssetHashes _hashes;

    /// <summary>Copies an asset out of its batch.</summary>
    internal Asset(AssetBuffer asset, AssetSealer sealer, bool hasLabels)
    {
        Index = asset.Index;
        Recipe = asset.Recipe;
        Fault = asset.Fault;
        if (Fault is not null)
            return;

        _content = AssetPictures.From(asset);
        _hashes = sealer.Hash(asset);
        Cameras = [.. Recipe.Cameras.Select(camera => CameraRecord.From(camera, asset.ImageResolution, asset.DepthKind, asset.NormalSpace))];
        if (hasLabels)
            (Labels, LabelsHash) = sealer.MakeLabels(asset);
    }

    /// <summary>Index of the asset in its campaign.</summary>
    public ulong Index { get; }

    /// <summary>What it is made from. Of one that could not be made, it may be what nothing can be made from.</summary>
    public Recipe Recipe { get; }

    /// <summary>Why it could not be made; null if it was.</summary>
    public AssetFault? Fault { get; }

    /// <summary>Whether it was made.</summary>
    [MemberNotNullWhen(false, nameof(Fault))]
    public bool IsMade => Fault is null;

    /// <summary>Mesh and views: what the exporters take.</summary>
    /// <exception cref="InvalidOperationException">The asset could not be made.</exception>
    public AssetPictures Content => _content ?? throw Absent();

    /// <summary>The content hashes: those of the asset's row in a shard of the same campaign.</summary>
    /// <exception cref="InvalidOperationException">The asset could not be made.</exception>
    public AssetHashes Hashes => IsMade ? _hashes : throw Absent();

    /// <summary>The cameras by view, in pixels; none where the asset could not be made.</summary>
    public IReadOnlyList<CameraRecord> Cameras { get; } = [];

    /// <summary>Labels of the shape; null where the campaign has none, or the asset could not be made.</summary>
    public ShapeLabels? Labels { get; }

    /// <summary>Content hash of <see cref="Labels"/>.</summary>
    public ContentHash? LabelsHash { get; }

    private InvalidOperationException Absent() =>
        new($"Asset {Index} could not be made, so there is nothing of it but its recipe. It failed in {Fault!.Stage}: {Fault.Reason}");
}
