using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Sinks;

/// <summary>The sinks of a run's rows, one after the other.</summary>
/// <param name="sinks">The sinks.</param>
/// <param name="stopped">Ends when the run stops.</param>
internal sealed class RowSinks(IReadOnlyList<IRowSink> sinks, CancellationToken stopped)
{
    public async ValueTask ReceiveAsync(AssetRow row)
    {
        foreach (IRowSink sink in sinks)
            await sink.ReceiveAsync(row, stopped).ConfigureAwait(false);
    }
}
