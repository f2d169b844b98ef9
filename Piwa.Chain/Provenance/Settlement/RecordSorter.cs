using System.Globalization;
using System.Runtime.CompilerServices;

namespace Piwa.Chain.Provenance.Settlement;

/// <summary>Sorts files of records into sorted ones (runs), merges runs until few are left, and settles the last merge.</summary>
internal sealed class RecordSorter(string work, long memoryBytes, CancellationToken cancellationToken)
{
    /// <summary>Runs that are merged at once: more make the disk seek.</summary>
    private const int MaximumFanIn = 256;

    /// <summary>Records between looks at the token.</summary>
    private const int CheckedRecords = 65_536;

    private int _nextRun;
    private long _recordCount;

    public SettlementReport Sort(IReadOnlyList<string> inputs, string firsts, string duplicates)
    {
        List<string> runs = MakeRuns(inputs);
        int runCount = runs.Count, fanIn = (int)Math.Clamp((memoryBytes / UploadRecordWriter.BufferBytes) - 1, 2, MaximumFanIn);
        while (runs.Count > fanIn)
            runs = MergeRuns(runs, fanIn);
        using UploadRecordWriter firstWriter = new(firsts), duplicateWriter = new(duplicates);
        long repeated = 0;
        UploadRecord? last = null;
        foreach (UploadRecord record in Merge(runs))
        {
            if (record == last)
                repeated++;
            else if (record.Hash == last?.Hash)
                duplicateWriter.Write(record);
            else
                firstWriter.Write(record);
            last = record;
        }

        firstWriter.Complete();
        duplicateWriter.Complete();
        return new SettlementReport(_recordCount, repeated, firstWriter.Count, duplicateWriter.Count, runCount);
    }

    private List<string> MakeRuns(IReadOnlyList<string> inputs)
    {
        var records = new UploadRecord[Math.Min(Array.MaxLength, memoryBytes / Unsafe.SizeOf<UploadRecord>())];
        List<string> runs = [];
        int count = 0;
        foreach (string input in inputs)
        {
            using UploadRecordReader reader = new(input);
            while (reader.TryRead(out UploadRecord record))
            {
                records[count++] = record;
                Check(++_recordCount);
                if (count < records.Length)
                    continue;
                runs.Add(WriteRun(records));
                count = 0;
            }
        }

        if (count > 0)
            runs.Add(WriteRun(records.AsSpan(0, count)));
        return runs;
    }

    private string WriteRun(Span<UploadRecord> records)
    {
        records.Sort();
        string path = NextRun();
        using UploadRecordWriter writer = new(path);
        foreach (UploadRecord record in records)
            writer.Write(record);
        writer.Complete();
        return path;
    }

    private List<string> MergeRuns(List<string> runs, int fanIn)
    {
        List<string> merged = [];
        foreach (string[] some in runs.Chunk(fanIn))
        {
            string path = NextRun();
            using UploadRecordWriter writer = new(path);
            foreach (UploadRecord record in Merge(some))
                writer.Write(record);
            writer.Complete();
            merged.Add(path);
            foreach (string run in some)
                File.Delete(run);
        }

        return merged;
    }

    /// <summary>The records of sorted files, in order.</summary>
    private IEnumerable<UploadRecord> Merge(IReadOnlyList<string> runs)
    {
        List<UploadRecordReader> readers = [];
        try
        {
            PriorityQueue<UploadRecordReader, UploadRecord> next = new(runs.Count);
            foreach (string run in runs)
            {
                UploadRecordReader reader = new(run);
                readers.Add(reader);
                if (reader.TryRead(out UploadRecord first))
                    next.Enqueue(reader, first);
            }

            for (long merged = 1; next.TryPeek(out UploadRecordReader? reader, out UploadRecord record); merged++)
            {
                Check(merged);
                yield return record;
                if (reader.TryRead(out UploadRecord following))
                    next.DequeueEnqueue(reader, following);
                else
                    next.Dequeue();
            }
        }
        finally
        {
            foreach (UploadRecordReader reader in readers)
                reader.Dispose();
        }
    }

    private void Check(long record)
    {
        if (record % CheckedRecords == 0)
            cancellationToken.ThrowIfCancellationRequested();
    }

    private string NextRun() => Path.Combine(work, string.Create(CultureInfo.InvariantCulture, $"{_nextRun++:D6}.run"));
}
