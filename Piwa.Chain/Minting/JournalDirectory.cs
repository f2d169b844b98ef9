using Piwa.Chain.Keys;
using Piwa.Chain.Storage;

namespace Piwa.Chain.Minting;

/// <summary>Journals in a directory: a file for each tree, named after it.</summary>
internal sealed class JournalDirectory(string path) : IJournalStore
{
    private const string Extension = ".journal";

    public ILogStorage Open(PublicKey tree, byte[]? headOfNew)
    {
        string file = Path.Combine(path, tree + Extension);
        try
        {
            if (headOfNew is not null)
                Directory.CreateDirectory(path);
            else if (!File.Exists(file))
                throw Missing(file, tree);
            return FileLogStorage.Open(file, headOfNew, FileShare.None);
        }
        catch (IOException error) when (error is not JournalException)
        {
            throw new JournalException($"'{file}' cannot be opened: {error.Message} One process at a time may mint with a lane.", error);
        }
    }

    private static JournalException Missing(string file, PublicKey tree) => new(
        $"'{file}', the journal of tree {tree}, is missing, and without it nobody knows what is under way. Restore it, or mint with a lane "
        + "of another name.");
}
