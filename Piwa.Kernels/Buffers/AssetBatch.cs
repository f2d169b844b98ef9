using Piwa.Kernels.Devices;

namespace Piwa.Kernels.Buffers;

/// <summary>
/// Host memory for the assets of one batch, taken once and used again and again. Owned by one stage at a time.
/// </summary>
public sealed class AssetBatch : IDisposable
{
    private readonly AssetBuffer[] _assets;

    internal AssetBatch(LaneOptions options, FrameMemory? frames)
    {
        Frames = frames;
        _assets = new AssetBuffer[options.AssetCapacity];
        for (int i = 0; i < _assets.Length; i++)
            _assets[i] = new AssetBuffer(options, frames);
    }

    /// <summary>How many assets the batch holds now.</summary>
    public int Count { get; private set; }

    /// <summary>Most assets it can hold.</summary>
    public int Capacity => _assets.Length;

    /// <summary>What the device has packed of the assets; null where it does not.</summary>
    internal FrameMemory? Frames { get; }

    /// <summary>Whether a device has rendered its views.</summary>
    internal bool IsRendered { get; set; }

    /// <summary>Memory for all the assets that it can hold.</summary>
    internal ReadOnlySpan<AssetBuffer> All => _assets;

    /// <summary>The assets in the order of their indices.</summary>
    public ReadOnlySpan<AssetBuffer> Assets => _assets.AsSpan(0, Count);

    /// <summary>The asset at a place of the batch.</summary>
    public AssetBuffer this[int place] => place < Count ? _assets[place] : throw new ArgumentOutOfRangeException(nameof(place));

    /// <summary>Empties the batch and gives it the assets <paramref name="firstIndex"/>, firstIndex + 1, ...</summary>
    /// <param name="source">Where their recipes come from.</param>
    /// <param name="firstIndex">Index of the first asset.</param>
    /// <param name="count">How many; 1 to <see cref="Capacity"/>.</param>
    public void Begin(IRecipeSource source, ulong firstIndex, int count)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Capacity);
        Count = count;
        IsRendered = false;
        for (int i = 0; i < count; i++)
            _assets[i].Begin(source, firstIndex + (ulong)i);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Frames?.Dispose();
        foreach (AssetBuffer asset in _assets)
            asset.Dispose();
    }
}
