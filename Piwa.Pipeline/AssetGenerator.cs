using System.Runtime.CompilerServices;
using Piwa.Kernels.Buffers;
using Piwa.Kernels.Devices;
using Piwa.Kernels.Recipes;

namespace Piwa.Pipeline;

/// <summary>
/// Makes assets in memory: any index of a campaign, one at a time or as a stream. No files, no wallet, no ledger; the same bytes and hashes
/// as in the shards of that campaign.
/// </summary>
/// <remarks>
/// Thread-safe. The device is opened at the first asset, which takes seconds, and kept until the generator is disposed; who waits is served in
/// the order of asking. An asset that cannot be made is a value, see <see cref="Asset.Fault"/>; exceptions are of the device, and of code of
/// one's own. After <see cref="DeviceLostException"/> make another generator.
/// </remarks>
public sealed class AssetGenerator : IAsyncDisposable, IDisposable
{
    private readonly Lock _lock = new();
    private readonly PiwaOptions _options;
    private readonly IRecipeSource _recipes;
    private readonly int _viewCount;
    private Task<GeneratorLane>? _opening;
    private bool _disposed;

    /// <param name="options">The options, validated.</param>
    /// <param name="viewCount">Views of an asset; 0 for as many as the campaign's rig has cameras.</param>
    internal AssetGenerator(PiwaOptions options, int viewCount)
    {
        _options = options;
        _viewCount = viewCount;
        _recipes = options.RecipeSource(options.Campaign.CreateSource());
    }

    /// <summary>What the assets are made of.</summary>
    public Campaign Campaign => _options.Campaign;

    /// <summary>Batches that are in use.</summary>
    internal int LiveBatches => _opening is { IsCompletedSuccessfully: true } lane ? lane.GetAwaiter().GetResult().LiveCount : 0;

    /// <summary>What makes the assets. Opens it.</summary>
    /// <exception cref="DeviceException">The device cannot be used.</exception>
    /// <exception cref="ObjectDisposedException">The generator is disposed.</exception>
    public async Task<DeviceInfo> GetDeviceAsync() => (await OpenAsync().ConfigureAwait(false)).Device;

    /// <summary>Makes an asset, while the caller waits.</summary>
    /// <param name="index">Index of the asset in the campaign; any, in any order.</param>
    /// <exception cref="DeviceException">The device cannot be used, or is lost.</exception>
    /// <exception cref="ObjectDisposedException">The generator is disposed.</exception>
    public Asset GetAsset(ulong index) => GetAssetAsync(index).GetAwaiter().GetResult(); // nothing in it comes back to the caller's thread

    /// <summary>Makes an asset.</summary>
    /// <param name="index">Index of the asset in the campaign; any, in any order.</param>
    /// <param name="cancellationToken">Gives up the place in the queue; an asset that the device is at is made.</param>
    /// <exception cref="DeviceException">The device cannot be used, or is lost.</exception>
    /// <exception cref="ObjectDisposedException">The generator is disposed.</exception>
    public Task<Asset> GetAssetAsync(ulong index, CancellationToken cancellationToken = default) => MakeOneAsync(_recipes, index, cancellationToken);

    /// <summary>Makes the asset of a recipe of one's own, with the resolution and channels of the campaign.</summary>
    /// <param name="recipe">The recipe. What is wrong with it is the asset's <see cref="Asset.Fault"/>.</param>
    /// <param name="index">The index that the asset is to have. Labels are drawn from it; nothing else is.</param>
    /// <param name="cancellationToken">Gives up the place in the queue; an asset that the device is at is made.</param>
    /// <exception cref="DeviceException">The device cannot be used, or is lost.</exception>
    /// <exception cref="ObjectDisposedException">The generator is disposed.</exception>
    public Task<Asset> MakeAssetAsync(Recipe recipe, ulong index = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return MakeOneAsync(new FixedRecipe(recipe), index, cancellationToken);
    }

    /// <summary>Makes assets in a row, in their order.</summary>
    /// <remarks>
    /// Made ahead of the reader are at most <see cref="PiwaOptions.BatchCount"/> batches of <see cref="PiwaOptions.BatchAssets"/>. A reader that
    /// stops early lets go of all of them. Several streams at once take turns on the device.
    /// </remarks>
    /// <param name="firstIndex">Index of the first.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Ends the stream with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no indices so large.</exception>
    /// <exception cref="DeviceException">The device cannot be used, or is lost.</exception>
    /// <exception cref="ObjectDisposedException">The generator is disposed.</exception>
    public IAsyncEnumerable<Asset> GetAssetsAsync(ulong firstIndex, ulong count, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, ulong.MaxValue - firstIndex);
        return StreamAsync(firstIndex, firstIndex + count, cancellationToken);
    }

    /// <summary>Waits for what is under way, and closes the device. Streams end with <see cref="ObjectDisposedException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        Task<GeneratorLane>? opening;
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
            opening = _opening;
        }

        if (opening is null)
            return;
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully)
            await (await opening.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task<Asset> MakeOneAsync(IRecipeSource recipes, ulong index, CancellationToken cancellationToken) =>
        (await MakeAsync(recipes, index, 1, cancellationToken).ConfigureAwait(false))[0];

    private async IAsyncEnumerable<Asset> StreamAsync(ulong next, ulong end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Queue<Task<Asset[]>> ahead = new();
        try
        {
            while (next < end || ahead.Count > 0)
            {
                while (next < end && ahead.Count < _options.BatchCount)
                {
                    int size = (int)Math.Min((ulong)_options.BatchAssets, end - next);
                    ahead.Enqueue(MakeAsync(_recipes, next, size, stop.Token));
                    next += (ulong)size;
                }

                Asset[] assets = await ahead.Peek().ConfigureAwait(false);
                _ = ahead.Dequeue();
                foreach (Asset asset in assets)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return asset;
                }
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            foreach (Task left in ahead)
                await left.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Asset[]> MakeAsync(IRecipeSource recipes, ulong firstIndex, int count, CancellationToken cancellationToken)
    {
        GeneratorLane lane = await OpenAsync().ConfigureAwait(false);
        return await lane.MakeAsync(recipes, firstIndex, count, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The lane; opened by the first who asks, and anew after a failure.</summary>
    private Task<GeneratorLane> OpenAsync()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_opening is null or { IsFaulted: true })
                _opening = GeneratorLane.OpenAsync(_options, _viewCount);
            return _opening;
        }
    }
}
