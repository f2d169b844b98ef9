using Piwa.Chain.Hashing;

namespace Piwa.Chain.Provenance;

/// <summary>What an oracle does with one submission that agrees with itself, from the cheapest check to the dearest.</summary>
internal sealed class Inquiry(OracleOptions options, ShardSubmission submission, Examination examination)
{
    private const int ClaimsOfAsset = 4;

    private readonly List<OracleFinding> _findings = [];
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
        foreach (SubmittedAsset asset in submission.Assets)
        {
            foreach (ContentClaim claim in asset.Claims)
            {
                if (known.Find(claim.Hash) is { } source && source.Owner != submission.Wallet)
                {
                    Find(
                        OracleFindingKind.KnownSource,
                        $"Asset {asset.Index}: its {NameOf(claim.Kind)} {claim.Hash} is of {source.Name}, {source.Owner}.");
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Looks before anything is entered: a shard that is refused leaves no trace in the registry.</summary>
    private async ValueTask AskUploadsAsync(CancellationToken cancellationToken)
    {
        HashSet<Hash256> own = [];
        foreach (SubmittedAsset asset in submission.Assets)
        {
            if (!own.Add(asset.Asset))
                Find(OracleFindingKind.FirstUpload, $"Asset {asset.Index}: the shard has the same asset twice.");
        }

        IReadOnlyList<FirstUpload?> found = await options.Uploads!.FindAsync(
            [.. submission.Assets.Select(asset => asset.Asset)], cancellationToken).ConfigureAwait(false);
        CheckFirst(found.Select((first, row) => (row, first)));
    }

    /// <summary>Draws without putting back; the first asset that differs is enough.</summary>
    private async ValueTask MakeAgainAsync(CancellationToken cancellationToken)
    {
        int[] rows = [.. Enumerable.Range(0, submission.Assets.Count)];
        int count = Math.Min(options.Samples, rows.Length);
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
        UploadOrigin origin = new(submission.Wallet, examination.Shard);
        ContentClaim[] claims = [.. submission.Assets.SelectMany(asset => asset.Claims)];
        IReadOnlyList<FirstUpload> entered =
            await options.Uploads!.GetOrAddAsync(origin, claims, cancellationToken).ConfigureAwait(false);
        List<(int Row, FirstUpload? First)> assets = [];
        for (int i = 0; i < claims.Length; i++)
        {
            if (claims[i].Kind == ContentKind.Asset)
                assets.Add((i / ClaimsOfAsset, entered[i]));
            else if (!entered[i].IsNew && entered[i].Origin != origin)
                _duplicates++;
        }

        CheckFirst(assets);
    }

    /// <summary>An asset must be this shard's; one finding for all that another shard has.</summary>
    private void CheckFirst(IEnumerable<(int Row, FirstUpload? First)> assets)
    {
        UploadOrigin own = new(submission.Wallet, examination.Shard);
        foreach (var others in assets.Where(asset => asset.First is { } first && first.Origin != own).GroupBy(asset => asset.First!.Value.Origin))
        {
            (int row, FirstUpload? first) = others.First();
            int more = others.Count() - 1;
            Find(
                OracleFindingKind.FirstUpload,
                $"Asset {submission.Assets[row].Index}{(more > 0 ? $" and {more} more" : "")}: {others.Key.Wallet} brought it first, at "
                + $"{first!.Value.Time:u}, in {others.Key.Shard}. Choose another seed.");
        }
    }

    private void Find(OracleFindingKind kind, string text) => _findings.Add(new OracleFinding(kind, text));

    private static string NameOf(ContentKind kind) => kind switch
    {
        ContentKind.Mesh => "mesh",
        ContentKind.Texture => "material set",
        ContentKind.Scene => "scene",
        _ => "content",
    };
}
