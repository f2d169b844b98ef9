#pragma warning disable CS1591
using Piwa.Chain.Hashing;

namespace Piwa.Chain.Provenance;

/// <summary>TEMPORARY.</summary>
public sealed class MemoryUploadRegistry(TimeProvider clock) : IUploadRegistry
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Hash256, FirstUpload> _first = [];

    public ValueTask<IReadOnlyList<FirstUpload>> GetOrAddAsync(
        UploadOrigin origin, IReadOnlyList<ContentClaim> claims, CancellationToken cancellationToken = default)
    {
        FirstUpload[] answers = new FirstUpload[claims.Count];
        lock (_gate)
        {
            for (int i = 0; i < answers.Length; i++)
            {
                if (_first.TryGetValue(claims[i].Hash, out FirstUpload first))
                    answers[i] = first;
                else
                    _first.Add(claims[i].Hash, (answers[i] = new FirstUpload(origin, clock.GetUtcNow(), IsNew: true)) with { IsNew = false });
            }
        }

        return ValueTask.FromResult<IReadOnlyList<FirstUpload>>(answers);
    }

    public ValueTask<IReadOnlyList<FirstUpload?>> FindAsync(IReadOnlyList<Hash256> hashes, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            return ValueTask.FromResult<IReadOnlyList<FirstUpload?>>(
                [.. hashes.Select(hash => _first.TryGetValue(hash, out FirstUpload first) ? first : (FirstUpload?)null)]);
        }
    }

    public void Dispose()
    {
    }
}
