using Piwa.Kernels.Buffers;

namespace Piwa.Kernels.Devices;

/// <summary>
/// One stream of work on a device, with its buffers. Not thread-safe: one thread at a time, the same for the lane's whole life on
/// devices whose context belongs to a thread.
/// </summary>
public abstract class DeviceLane : IDisposable
{
    private protected DeviceLane(Device device, LaneOptions options)
    {
        Device = device;
        Options = options;
    }

    /// <summary>The device that the lane runs on.</summary>
    public Device Device { get; }

    /// <summary>Sizes of the lane's buffers.</summary>
    public LaneOptions Options { get; }

    /// <summary>Creates memory for one batch; the caller disposes it, before the lane.</summary>
    public AssetBatch CreateBatch()
    {
        var batch = new AssetBatch(Options, CreateFrames());
        Prepare(batch);
        return batch;
    }

    /// <summary>
    /// Makes the meshes of a batch from its recipes. An asset whose mesh fails carries the reason in <see cref="AssetBuffer.Fault"/>;
    /// the others are as if it had not been there.
    /// </summary>
    /// <exception cref="DeviceLostException">The device is lost.</exception>
    public abstract void GenerateMeshes(AssetBatch batch);

    /// <summary>
    /// Renders the views of every asset of the batch that has a mesh; hashes and packs them where the lane was asked to and the device can:
    /// see <see cref="AssetBuffer.Seal"/>.
    /// </summary>
    /// <exception cref="DeviceLostException">The device is lost.</exception>
    public abstract void RenderViews(AssetBatch batch);

    /// <summary>Makes the assets <paramref name="firstIndex"/>, firstIndex + 1, ... whole: recipes, meshes, views.</summary>
    /// <param name="batch">Where they are made; what it held before is gone.</param>
    /// <param name="source">Where their recipes come from.</param>
    /// <param name="firstIndex">Index of the first asset.</param>
    /// <param name="count">How many; 1 to the batch's capacity.</param>
    /// <exception cref="DeviceLostException">The device is lost.</exception>
    public void MakeAssets(AssetBatch batch, IRecipeSource source, ulong firstIndex, int count)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Begin(source, firstIndex, count);
        GenerateMeshes(batch);
        RenderViews(batch);
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Memory for what the device hashes and packs of a batch; null where it does not.</summary>
    private protected virtual FrameMemory? CreateFrames() => null;

    /// <summary>Makes a new batch's memory fit for the device.</summary>
    private protected virtual void Prepare(AssetBatch batch)
    {
    }
}
