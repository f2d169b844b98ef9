using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;

namespace Piwa.Chain.Provenance;

/// <summary>What an oracle does with one submission that agrees with itself, from the cheapest check to the dearest.</summary>
/// <param name="options">How the oracle works.</param>
/// <param name="submission">The submission.</param>
/// <param name="examination">What follows from it itself.</param>
/// <param name="samples">Assets to make again.</param>
internal sealed class Inquiry(OracleOptions options, ShardSubmission submission, Examination examination, int samples)
{
    private readonly List<OracleFinding> _findings = [];
    private readonly SubmittedClaims _claims = new(submission.Assets);
    private readonly UploadOrigin _origin = new(submission.Wallet, examination.Shard);
    private int _sampled;
    private int _duplicates;

    /// <summary>Assets that came out otherwise: one at most, for the first ends the search.</summary>
    public int Mismatched { get; private set; }

    public OracleVerdict ToVerdict() => new([.. _findings.Take(OracleVerdict.MaximumFindings)], _sampled, _duplicates);

    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        Func<CancellationToken, ValueTask>[] checks = [AskKnownSourcesAsync, AskUploadsAsync, MakeAgainAsync, EnterAsync];
        foreach (Func<CancellationToken, ValueTask> check in checks)
        {
            if (_findings.Count != 0)
                return;
            await check(cancellationToken).ConfigureAwait(false);
        }
    }

    private ValueTask AskKnownSourcesAsync(CancellationToken cancellationToken)
    {
        if (options.KnownSources is not { } known)
            return ValueTask.CompletedTask;
        for (int number = 0; number < _claims.Count; number++)
        {
            ContentClaim claim = _claims[number];
            if (known.Find(claim.Hash) is { } source && source.Owner != OwnerOf(SubmittedClaims.RowOf(number)))
            {
                Find(
                    OracleFindingKind.KnownSource,
                    $"Asset {_claims.AssetOf(number).Index}: its {NameOf(claim.Kind)} {claim.Hash} is of {source.Name}, {source.Owner}.");
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Looks before anything is entered: a shard that is refused leaves no trace in the registry.</summary>
    private async ValueTask AskUploadsAsync(CancellationToken cancellationToken)
    {
        HashSet<Hash256> own = new(submission.Assets.Count);
        for (int row = 0; row < submission.Assets.Count; row++)
        {
            SubmittedAsset asset = submission.Assets[row];
            if (!own.Add(asset.Asset))
                Find(OracleFindingKind.FirstUpload, $"Asset {asset.Index}: the shard has the same asset twice.");
        }

        IReadOnlyList<FirstUpload?> found =
            await options.Uploads!.FindAsync(new SubmittedHashes(submission.Assets), cancellationToken).ConfigureAwait(false);
        List<(int Row, FirstUpload First)>? others = null;
        for (int row = 0; row < found.Count; row++)
        {
            if (found[row] is { } first && first.Origin != _origin)
                (others ??= []).Add((row, first));
        }

        TellFirst(others);
    }

    /// <summary>Draws without putting back; the first asset that differs is enough.</summary>
    private async ValueTask MakeAgainAsync(CancellationToken cancellationToken)
    {
        int[] rows = [.. Enumerable.Range(0, submission.Assets.Count)];
        int count = Math.Min(samples, rows.Length);
        for (int i = 0; i < count && Mismatched == 0; i++)
        {
            int other = i + options.Draw(rows.Length - i);
            (rows[i], rows[other]) = (rows[other], rows[i]);
            IReadOnlyList<string> differences =
                await options.Examiner!.CompareAsync(submission, rows[i], cancellationToken).ConfigureAwait(false);
            _sampled++;
            if (differences.Count == 0)
                continue;
            Mismatched++;
            foreach (string difference in differences)
                Find(OracleFindingKind.Mismatch, $"Asset {submission.Assets[rows[i]].Index}: {difference}");
        }
    }

    private async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<FirstUpload> entered =
            await options.Uploads!.GetOrAddAsync(_origin, _claims, cancellationToken).ConfigureAwait(false);
        List<(int Row, FirstUpload First)>? others = null;
        for (int number = 0; number < entered.Count; number++)
        {
            FirstUpload first = entered[number];
            if (first.Origin == _origin)
                continue;
            if (_claims[number].Kind == ContentKind.Asset)
                (others ??= []).Add((SubmittedClaims.RowOf(number), first));
            else if (!first.IsNew)
                _duplicates++;
        }

        TellFirst(others);
    }

    /// <summary>An asset must be this shard's; one finding for all that another shard has.</summary>
    private void TellFirst(List<(int Row, FirstUpload First)>? others)
    {
        if (others is null)
            return;
        foreach (IGrouping<UploadOrigin, (int Row, FirstUpload First)> same in others.GroupBy(asset => asset.First.Origin))
        {
            (int row, FirstUpload first) = same.First();
            int more = same.Count() - 1;
            Find(
                OracleFindingKind.FirstUpload,
                $"Asset {submission.Assets[row].Index}{(more > 0 ? $" and {more} more" : "")}: {same.Key.Wallet} brought it first, at "
                + $"{first.Time:u}, in {same.Key.Shard}. Choose another seed.");
        }
    }

    /// <summary>Who would own the asset of a row: it need not be who submits.</summary>
    private PublicKey OwnerOf(int row) => row < examination.Mints.Count ? examination.Mints[row].Owner : submission.Wallet;

    private void Find(OracleFindingKind kind, string text) => _findings.Add(new OracleFinding(kind, text));

    private static string NameOf(ContentKind kind) => kind switch
    {
        ContentKind.Mesh => "mesh",
        ContentKind.Texture => "material set",
        ContentKind.Scene => "scene",
        _ => "content",
    };
}
