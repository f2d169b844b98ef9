using Piwa.Chain.Keys;
using Piwa.Pipeline.Flow;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Sinks;

namespace Piwa.Pipeline.Stages;

/// <summary>Batches to shards: one object for each work unit, from its first batch to its commit.</summary>
/// <param name="dataset">Where shards go.</param>
/// <param name="plan">The work units under way.</param>
/// <param name="device">Name of the device, for the manifest.</param>
/// <param name="wallet">The operator's wallet: signs the shards' records.</param>
/// <param name="clock">The clock.</param>
/// <param name="tally">Counts the shards.</param>
/// <param name="limits">What a shard waits for, and what it is not committed with.</param>
/// <param name="sinks">Who receives the rows.</param>
/// <param name="writing">
/// What row groups are written on: a thread of their own, for it waits for the disk.
/// </param>
/// <param name="checksums">Keeps the shards' SHA-256; null where nobody asks for them.</param>
internal sealed class ShardStage(
    Dataset dataset, WorkPlan plan, string device, ISigner wallet, TimeProvider clock, RunTally tally, ShardLimits limits, RowSinks sinks,
    LaneScheduler writing, ShardChecksums? checksums) : IDisposable
{
    /// <summary>Rows are written as a row group when their blobs reach this. Readers hold a row group in memory; 300 MB is too much.</summary>
    private const long RowGroupBytes = 32_000_000;

    /// <summary>How often freed memory is given back, at most.</summary>
    private static readonly TimeSpan FreeAfter = TimeSpan.FromSeconds(5);

    // One shard is written at a time; its encoder serves the next one.
    private readonly ShardEncoder _encoder = new(dataset.Campaign.RowLayout, dataset.CampaignHash, hasSha256: checksums is not null);
    private readonly ShardRowsPool _rowLists = new();
    private long _freedAt = clock.GetTimestamp();

    public IAccumulator<SealedBatch, CommittedShard> Open() => new Unit(this);

    public void Dispose() => _encoder.Dispose();

    private sealed class Unit(ShardStage stage) : IAccumulator<SealedBatch, CommittedShard>
    {
        private readonly List<SealedBatch> _held = [];
        private readonly List<AssetRow> _rows = [];
        private readonly List<ShardAsset> _committed = stage._rowLists.Take();
        private readonly List<DeadLetterRecord> _dead = [];
        private WorkUnit _unit;
        private ShardWriter? _writer;
        private long _heldBytes;
        private int _assets;

        public bool Accepts(SealedBatch item) => item.FirstIndex == _unit.FirstAsset + (ulong)_assets;

        public async ValueTask<bool> AddAsync(SealedBatch item)
        {
            if (_writer is null)
            {
                await stage.WaitForRoomAsync().ConfigureAwait(false);
                _unit = stage.UnitOf(item.FirstIndex);
                _committed.EnsureCapacity(_unit.Assets);
                _writer = new ShardWriter(stage.PathOf(_unit), stage._encoder);
            }

            _assets += item.AssetCount;
            _dead.AddRange(item.Dead);

            // Row by row: where row groups end does not depend on batches, so neither do the file's bytes.
            for (int i = 0; i < item.RowCount; i++)
            {
                AssetRow row = item.Rows[i];
                await stage.HandOnAsync(row).ConfigureAwait(false);
                _rows.Add(row);
                _committed.Add(ShardAsset.Of(row));
                _heldBytes += row.BlobBytes;
                if (_heldBytes >= RowGroupBytes)
                    await WriteRowGroupAsync().ConfigureAwait(false);
            }

            _held.Add(item);
            return _assets == _unit.Assets;
        }

        public async ValueTask<CommittedShard> CompleteAsync()
        {
            if (_assets != _unit.Assets)
                throw new InvalidOperationException($"The unit of asset {_unit.FirstAsset} has {_assets} of its {_unit.Assets} assets.");
            stage.CheckShare(_assets, _dead);
            if (_rows.Count > 0)
                await WriteRowGroupAsync().ConfigureAwait(false);
            WrittenShard written = _writer!.Commit();
            return await stage.CommitAsync(_unit, written, _committed, _dead).ConfigureAwait(false);
        }

        public ValueTask DisposeAsync()
        {
            Release();
            _writer?.Dispose();
            return ValueTask.CompletedTask;
        }

        private async Task WriteRowGroupAsync()
        {
            await stage.OnWritingThread(() => _writer!.WriteRowGroup(_rows)).ConfigureAwait(false);
            Release();
        }

        private void Release()
        {
            foreach (SealedBatch batch in _held)
                batch.Dispose();
            _held.Clear();
            _rows.Clear();
            _heldBytes = 0;
        }
    }

    private Task OnWritingThread(Action write) =>
        Task.Factory.StartNew(write, CancellationToken.None, TaskCreationOptions.DenyChildAttach, writing);

    private Task WaitForRoomAsync() => limits.Patience.WaitAsync(limits.Room.FindShortage);

    /// <summary>After a shard, but now and then only: shards can be small.</summary>
    private void GiveBackFreed()
    {
        if (clock.GetElapsedTime(_freedAt) < FreeAfter)
            return;

        MemoryPages.GiveBackFreed();
        _freedAt = clock.GetTimestamp();
    }

    private void CheckShare(int assets, List<DeadLetterRecord> dead) => limits.Dead.Count(assets, dead);

    private ValueTask HandOnAsync(AssetRow row) => sinks.ReceiveAsync(row);

    private WorkUnit UnitOf(ulong firstAsset) => plan.UnitOf(firstAsset);

    private string PathOf(WorkUnit unit) => Path.Combine(dataset.DirectoryPath, Dataset.ShardFile(unit.FirstAsset));

    private async ValueTask<CommittedShard> CommitAsync(
        WorkUnit unit, WrittenShard written, List<ShardAsset> rows, List<DeadLetterRecord> dead)
    {
        dataset.Bury(dead);
        var unsigned = new ShardRecord
        {
            File = Dataset.ShardFile(unit.FirstAsset),
            Bytes = written.Bytes,
            FileHash = written.Hash,
            FirstAsset = unit.FirstAsset,
            Assets = unit.Assets,
            Rows = rows.Count,
            Dead = [.. dead.Select(letter => letter.AssetIndex)],
            Root = AssetTree.Root(rows),
            Campaign = dataset.CampaignHash,
            Generator = dataset.Campaign.GeneratorVersion,
            Device = device,
            Wallet = wallet.PublicKey.ToString(),
        };
        ShardRecord record = await ProofOfRender.SignAsync(unsigned, wallet, clock.GetUtcNow()).ConfigureAwait(false);
        dataset.Commit(record);
        checksums?.Add(record, written.Sha256!);
        tally.CommitShard(written.Bytes);
        GiveBackFreed();
        return new CommittedShard(record, rows, _rowLists);
    }
}
