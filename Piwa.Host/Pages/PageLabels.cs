using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Labelling;
using Piwa.Pipeline.Shards;

namespace Piwa.Host.Pages;

/// <summary>The labels of a data set: read again when there is one more.</summary>
/// <remarks>Thread-safe; one lock, held while they are read.</remarks>
/// <param name="open">The labels where this process adds to them; null where they are another's, and read from the file.</param>
internal sealed class PageLabels(LabelBook? open) : IDisposable
{
    /// <summary>A file that is longer is not read for the page: some 200,000 labels.</summary>
    private const long MostBytes = 64 << 20;

    private readonly Lock _lock = new();
    private string? _directory;
    private long _bytes = -1;
    private LabelBook? _read;

    /// <summary>What the labels of an asset's content say together; null if there are none.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public LabelSummary? Find(Dataset dataset, ulong asset, ContentHash hash) => Book(dataset) is { } book ? LabelSummary.Of(asset, hash, book.Of(asset)) : null;

    /// <summary>The same of what was labelled last, where the content is not known.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public LabelSummary? Find(Dataset dataset, ulong asset) => Book(dataset) is { } book ? LabelSummary.Of(book.Of(asset)) : null;

    /// <inheritdoc/>
    public void Dispose() => _read?.Dispose();

    private LabelBook? Book(Dataset dataset)
    {
        if (open is not null)
            return open;
        var file = new FileInfo(LabelBook.PathIn(dataset.DirectoryPath));
        if (!file.Exists || file.Length > MostBytes)
            return null;
        lock (_lock)
        {
            if (_directory != dataset.DirectoryPath || _bytes != file.Length)
            {
                _read?.Dispose();
                (_directory, _bytes, _read) = (dataset.DirectoryPath, file.Length, LabelBook.OpenReadOnly(dataset.DirectoryPath));
            }

            return _read;
        }
    }
}
