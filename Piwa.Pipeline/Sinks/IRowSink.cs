using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Sinks;

/// <summary>Receives each asset as it is sealed, before its shard is written, as code of one's own: to watch, to measure, to pass on.</summary>
/// <remarks>
/// One row at a time, in the order of the assets; dead letters do not come. A row comes again in a later run if its shard was not committed:
/// what must have each asset once takes shards, see <see cref="IShardSink"/>. A sink that is slow holds the run still; what it throws fails the
/// run, and the shard under way is not committed.
/// </remarks>
public interface IRowSink
{
    /// <summary>Takes a row.</summary>
    /// <param name="row">
    /// The row; see <see cref="AssetContent"/> and <see cref="Exports.AssetPictures.From(AssetRow, Func{string, Kernels.Recipes.CameraRig})"/>
    /// to unpack it. Not to be changed; its memory is another's once the call has ended.
    /// </param>
    /// <param name="cancellationToken">Ends when the run stops.</param>
    ValueTask ReceiveAsync(AssetRow row, CancellationToken cancellationToken);
}
