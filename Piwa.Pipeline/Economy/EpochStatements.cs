using System.Globalization;
using Piwa.Chain.Economy;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline.Economy;

/// <summary>The statements of a ledger of value's epochs, in a directory: <c>0000.json</c> and so on.</summary>
/// <remarks>A statement is there whole or not at all, and is never replaced. Not thread-safe; one process writes.</remarks>
public sealed class EpochStatements
{
    private readonly string _directory;

    private EpochStatements(string directory) => _directory = directory;

    /// <summary>How many there are: of epochs 0 and so on.</summary>
    public long Count { get; private set; }

    /// <summary>Opens a directory; it is created when a statement is written.</summary>
    /// <param name="directory">The directory, such as <c>market/epochs</c>.</param>
    /// <exception cref="ManifestException">One is missing before another.</exception>
    public static EpochStatements Open(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        var statements = new EpochStatements(directory);
        while (File.Exists(statements.PathOf(statements.Count)))
            statements.Count++;
        if (Directory.Exists(directory))
        {
            string[] found = [.. Directory.EnumerateFiles(directory, "*.json").Select(path => Path.GetFileName(path))
                .Where(name => !name.StartsWith(DurableFile.TemporaryPrefix, StringComparison.Ordinal))];
            if (found.Length != statements.Count)
            {
                throw new ManifestException(
                    $"'{directory}' has {found.Length} files of statements, and {Path.GetFileName(statements.PathOf(statements.Count))} is not among them. "
                    + "Restore it from a backup.");
            }
        }

        return statements;
    }

    /// <summary>The file of an epoch's statement.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    public string PathOf(long epoch) => Path.Combine(_directory, string.Create(CultureInfo.InvariantCulture, $"{epoch:D4}.json"));

    /// <summary>Reads a statement.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <exception cref="ManifestException">It is damaged, or of another epoch.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public EpochStatement Read(long epoch) => EpochStatement.Read(PathOf(epoch)) is var statement && statement.Epoch == epoch
        ? statement
        : throw new ManifestException($"{PathOf(epoch)} is of epoch {statement.Epoch}.");

    /// <summary>Writes the next statement, durably. One that is there stays, and has to be the same.</summary>
    /// <param name="statement">The statement.</param>
    /// <exception cref="ManifestException">It is of another epoch than the next, or another is there.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(EpochStatement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        if (statement.Epoch > Count)
            throw new ManifestException($"The statement of epoch {Count} is next, not that of epoch {statement.Epoch}.");
        string path = PathOf(statement.Epoch), temporary = DurableFile.TemporaryOf(path);
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(_directory);
            FailPoint.Reach(path, WriteMoment.Begins);
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                statement.Write(file);
                FailPoint.Reach(path, WriteMoment.Written);
                file.Flush(flushToDisk: true);
            }

            DurableFile.TryCommitNew(temporary, path, needsLinks: false);
            File.Delete(temporary);
        }

        if (FileHash.Compute(path, CancellationToken.None) != statement.Hash)
            throw new ManifestException($"{path} is there, and says other things of epoch {statement.Epoch}.");
        Count = Math.Max(Count, statement.Epoch + 1);
    }

    /// <summary>The facts of each epoch that has a statement.</summary>
    /// <exception cref="ManifestException">A statement is damaged, or they contradict each other.</exception>
    /// <exception cref="IOException">One cannot be read.</exception>
    public IReadOnlyDictionary<long, EpochFacts> ReadFacts()
    {
        Dictionary<long, EpochFacts> facts = [];
        Tally((statement, given) => facts.Add(statement.Epoch, given));
        return facts;
    }

    /// <summary>All statements added up.</summary>
    /// <param name="visit">Is given each statement, and its facts.</param>
    internal EpochTally Tally(Action<EpochStatement, EpochFacts>? visit = null)
    {
        EpochTally tally = new();
        for (long epoch = 0; epoch < Count; epoch++)
        {
            EpochStatement statement = Read(epoch);
            EpochFacts facts = tally.Add(statement);
            visit?.Invoke(statement, facts);
        }

        return tally;
    }
}
