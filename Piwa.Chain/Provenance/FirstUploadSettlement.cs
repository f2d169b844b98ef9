using Piwa.Chain.Provenance.Settlement;

namespace Piwa.Chain.Provenance;

/// <summary>Settles who of a whole network brought each content first, from the records of its shards.</summary>
/// <remarks>
/// <para>
/// An external sort: the inputs are sorted in memory into runs, and the runs merged. First is the least record of a hash, so the outputs
/// depend on which records there are, and not on their order, on how they are spread over files, on time or on the memory allowed.
/// </para>
/// <para>
/// The outputs get their names when they are whole. A settlement that was cut short is simply run again: what is left of it in the work
/// directory is removed. Safe to use from several threads, with different outputs.
/// </para>
/// </remarks>
public static class FirstUploadSettlement
{
    /// <summary>Sorts records, and tells first uploads from duplicates.</summary>
    /// <param name="inputs">Files of records, in any order.</param>
    /// <param name="firsts">The file for the first uploads: one record for each hash, in ascending order.</param>
    /// <param name="duplicates">The file for the other records, in ascending order.</param>
    /// <param name="options">How to sort; the defaults if null.</param>
    /// <param name="cancellationToken">Gives up; no output is there then.</param>
    /// <exception cref="ArgumentException">Options are invalid, or an output is an input.</exception>
    /// <exception cref="InvalidDataException">An input is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static SettlementReport Settle(
        IEnumerable<string> inputs,
        string firsts,
        string duplicates,
        SettlementOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentException.ThrowIfNullOrEmpty(firsts);
        ArgumentException.ThrowIfNullOrEmpty(duplicates);
        options = (options ?? new SettlementOptions()).ValidatedCopy();
        string[] files = [.. inputs.Select(Path.GetFullPath)];
        if (files.Append(Path.GetFullPath(duplicates)).Contains(Path.GetFullPath(firsts)) || files.Contains(Path.GetFullPath(duplicates)))
            throw new ArgumentException("The outputs must be two files, and none of them an input.", nameof(inputs));
        string parent = options.WorkDirectory ?? Path.GetDirectoryName(Path.GetFullPath(firsts))!;
        string work = Path.Combine(parent, Path.GetFileName(firsts) + ".runs");
        RemoveRuns(work);
        Directory.CreateDirectory(work);
        try
        {
            return new RecordSorter(work, options.MemoryBytes, cancellationToken).Sort(files, firsts, duplicates);
        }
        finally
        {
            RemoveRuns(work);
        }
    }

    private static void RemoveRuns(string work)
    {
        if (Directory.Exists(work))
            Directory.Delete(work, recursive: true);
    }
}
