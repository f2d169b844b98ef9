using System.Runtime.InteropServices;
using Piwa.Chain.Hashing;

namespace Piwa.Chain.Trees;

/// <content>What every change writes: the counters, a change log, the rightmost leaf and the canopy.</content>
public sealed partial class ConcurrentMerkleTree
{
    /// <summary>Number of a node when the root is 1 and the children of n are 2n and 2n + 1.</summary>
    private uint HeapIndex(uint leafIndex, int level) => ((1U << _depth) + leafIndex) >> level;

    /// <summary>A node of the canopy, which leaves out the root and so starts with the node of heap index 2.</summary>
    private ref Hash256 CanopyNode(uint canopyIndex) =>
        ref MemoryMarshal.Cast<byte, Hash256>(_account.AsSpan(_canopyOffset))[(int)canopyIndex];

    /// <summary>Announces all that a change at an index will overwrite, counts it, and returns its change log, with the index
    /// set.</summary>
    private Span<byte> BeginChange(uint index)
    {
        int active = RingIndex(ActiveIndex + 1);
        if (_observer is not null)
        {
            _observer.BeforeWrite(_account, SequenceOffset, TreeSize.CounterBytes);
            _observer.BeforeWrite(_account, ChangeLogOffset(active), Size.ChangeLogBytes);
            _observer.BeforeWrite(_account, _rightmostOffset, Size.ChangeLogBytes);
            for (int level = _depth - Size.CanopyDepth; level < _depth; level++)
                _observer.BeforeWrite(_account, CanopyOffset(index, level), Hash256.Size);
        }

        CountChanges(active, changeCount: 1);
        Span<byte> changeLog = _account.AsSpan(ChangeLogOffset(active), Size.ChangeLogBytes);
        WriteUInt32(ChangeLogOffset(active) + ((_depth + 1) * Hash256.Size), index);
        return changeLog;
    }

    private void CountChanges(int active, ulong changeCount)
    {
        WriteUInt64(ActiveOffset, (ulong)active);
        WriteUInt64(CountOffset, Math.Min((ulong)ChangeLogCount + changeCount, (ulong)Size.BufferSize));
        WriteUInt64(SequenceOffset, SequenceNumber + changeCount);
    }

    private void SetRightmost(uint leafCount, Hash256 leaf)
    {
        RightmostNodes[_depth] = leaf;
        WriteUInt32(_rightmostOffset + ((_depth + 1) * Hash256.Size), leafCount);
    }

    private void CopyChangeToCanopy(uint index, ReadOnlySpan<Hash256> change)
    {
        for (int level = _depth - Size.CanopyDepth; level < _depth; level++)
            CanopyNode(HeapIndex(index, level) - 2) = change[level + 1];
    }

    private int CanopyOffset(uint index, int level) => _canopyOffset + ((int)(HeapIndex(index, level) - 2) * Hash256.Size);
}
