using Piwa.Chain.Provenance.Rocks;

namespace Piwa.Chain.Provenance.Registry;

/// <summary>The files of a registry: opened with all checks, made durable, closed.</summary>
/// <remarks>Safe to use from several threads.</remarks>
internal sealed class RegistryStore : IDisposable
{
    private const string Remedy =
        "No answer is given from it. Restore the directory from a backup; what was entered since then comes back from the records of the "
        + "shards.";

    private readonly string _directory;
    private readonly bool _flushToDisk;
    private readonly RegistryMark _mark;
    private readonly Lock _durability = new();

    private RegistryStore(string directory, bool flushToDisk, RegistryMark mark, RocksStore rocks)
    {
        _directory = directory;
        _flushToDisk = flushToDisk;
        _mark = mark;
        Rocks = rocks;
    }

    /// <summary>The store itself.</summary>
    public RocksStore Rocks { get; }

    /// <summary>Opens or creates a registry's files.</summary>
    public static RegistryStore Open(string directory, UploadRegistryOptions options)
    {
        directory = Path.GetFullPath(directory);
        Directory.CreateDirectory(directory);
        if (new DriveInfo(directory).DriveType == DriveType.Network)
        {
            throw new IOException(
                $"'{directory}' is on a network file system ({new DriveInfo(directory).DriveFormat}), whose locks and flushes cannot be relied "
                + "on: keep a registry on a disk of its machine.");
        }

        // In this order: there is a mark before there is a store.
        if (RocksStore.Exists(directory) && !File.Exists(Path.Combine(directory, RegistryMark.FileName)))
            throw Corrupted(directory, $"file {RegistryMark.FileName} is missing.");
        RegistryMark mark = RegistryMark.Open(directory);
        FailPoint.Reach(directory, WriteMoment.Begins);
        RocksStore? rocks = null;
        try
        {
            if (mark.DurableEntries != 0 && !RocksStore.Exists(directory))
                throw Corrupted(directory, "file CURRENT is missing.");
            rocks = new RocksStore(directory, RegistryTuning.Format(options.MemoryBytes));
            ulong entries = rocks.CountEntries(), numbered = rocks.LatestSequence;
            if (entries != numbered)
                throw Corrupted(directory, $"there are {entries} entries, and {numbered} were numbered.");
            if (numbered < mark.DurableEntries)
                throw Corrupted(directory, $"there are {numbered} entries, and {mark.DurableEntries} were durable.");
            return new RegistryStore(directory, options.FlushToDisk, mark, rocks);
        }
        catch (RocksException error)
        {
            rocks?.Dispose();
            mark.Dispose();
            throw Translate(directory, error, isOpening: true);
        }
        catch
        {
            rocks?.Dispose();
            mark.Dispose();
            throw;
        }
    }

    /// <summary>Makes durable all that can be read now.</summary>
    public void MakeDurable()
    {
        if (!_flushToDisk || Rocks.LatestSequence == _mark.DurableEntries)
            return;
        lock (_durability)
            Flush();
    }

    /// <summary>What to throw where RocksDB failed.</summary>
    public IOException Translate(RocksException error) => Translate(_directory, error, isOpening: false);

    /// <summary>What to throw where the store has something that was never written.</summary>
    public UploadRegistryCorruptedException Corrupted(string what) => Corrupted(_directory, what);

    /// <summary>Closes the files, with all in them durable.</summary>
    public void Dispose()
    {
        try
        {
            Flush();
            _mark.Flush();
        }
        catch (RocksException error)
        {
            throw Translate(error);
        }
        finally
        {
            Rocks.Dispose();
            _mark.Dispose();
        }
    }

    private static IOException Translate(string directory, RocksException error, bool isOpening)
    {
        bool isDamage = error.IsCorruption || (isOpening && !error.IsOfTheSystem);
        return isDamage
            ? Corrupted(directory, error.Message, error)
            : new IOException(
                $"The registry in '{directory}' cannot be {(isOpening ? "opened" : "used")}: {error.Message}. Whether what was being entered "
                + "is in it is not known: ask again once the cause is removed.",
                error);
    }

    private static UploadRegistryCorruptedException Corrupted(string directory, string what, Exception? cause = null) =>
        new($"The registry in '{directory}' is damaged: {what} {Remedy}", cause!);

    private void Flush()
    {
        // In this order: what can be read may be told, so it is what must be durable.
        ulong entries = Rocks.LatestSequence;
        if (entries == _mark.DurableEntries)
            return;
        FailPoint.Reach(_directory, WriteMoment.Written);
        Rocks.Sync();
        FailPoint.Reach(_directory, WriteMoment.Flushed);
        _mark.Write(entries);
        FailPoint.Reach(_directory, WriteMoment.Done);
    }
}
