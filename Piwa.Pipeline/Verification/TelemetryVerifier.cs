using System.Globalization;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger;
using Piwa.Chain.Memos;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Telemetry;

namespace Piwa.Pipeline.Verification;

/// <summary>Checks the posts of a data set: against each other, their signatures, the manifest, and the ledger.</summary>
/// <remarks>
/// Of each post: that it is one; that its wallet has signed it; that wallet and campaign are the data set's; that number, hash and time go on
/// from the post before; that it counts what the manifest says up to the shard that it names; that the ledger has it. At last that the ledger
/// has no others. Times of day, spans and rates are the node's word. Thread-safe; nothing is written, and another process may be writing.
/// </remarks>
public static class TelemetryVerifier
{
    /// <summary>Reads and checks the posts, without the ledger.</summary>
    /// <param name="dataset">The data set.</param>
    public static TelemetryReport Read(Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return Check(dataset, memos: null);
    }

    /// <summary>Reads and checks the posts, with the ledger.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<TelemetryReport> VerifyAsync(Dataset dataset, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        await dataset.BringLedgerAsync(cancellationToken).ConfigureAwait(false);
        List<string> findings = [];
        using var chain = new ChainCheck(dataset, findings.Add);
        chain.Open();
        TelemetryReport report = await CheckAsync(dataset, chain.Ledger, cancellationToken).ConfigureAwait(false);
        return report with { Findings = [.. findings.Concat(report.Findings).Select(dataset.Named)] };
    }

    internal static async Task<TelemetryReport> CheckAsync(Dataset dataset, ILedger? ledger, CancellationToken cancellationToken)
    {
        TelemetryReport report = Check(dataset, memos: null);
        if (ledger is null || WalletOf(dataset, report) is not { } wallet)
            return report;
        return Check(dataset, await MemoBook.ReadByAsync(ledger, wallet, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The wallet that is to have signed: the shards', or, before there are any, the first post's.</summary>
    private static PublicKey? WalletOf(Dataset dataset, TelemetryReport report) =>
        OwnerOf(dataset) is { } owner && PublicKey.TryParse(owner, out PublicKey wallet) ? wallet
        : report.Posts is [var first, ..] ? first.Post.Wallet
        : null;

    private static string? OwnerOf(Dataset dataset) => dataset.Outbox is [var first, ..] ? first.Wallet : null;

    private static TelemetryReport Check(Dataset dataset, IReadOnlyList<Memo>? memos)
    {
        List<string> findings = [];
        List<CheckedTelemetryPost> posts = [];
        List<TelemetryLine> lines;
        try
        {
            lines = TelemetryLog.Read(dataset.TelemetryPath, out int tornBytes);
            if (tornBytes > 0)
                findings.Add($"{dataset.TelemetryPath}: its last {tornBytes} bytes are no whole line. Run generate again to mend it.");
        }
        catch (ManifestException fault)
        {
            return new TelemetryReport([], [fault.Message]);
        }

        // The first of those that say the same: one that landed twice counts once.
        var landed = (memos ?? []).GroupBy(memo => memo.Text).ToDictionary(group => group.Key, group => group.First());
        string? wallet = OwnerOf(dataset);
        ManifestSums sums = new(dataset);
        TelemetryPost? last = null;
        for (int i = 0; i < lines.Count; i++)
        {
            if (TelemetryPost.TryParse(lines[i].Text) is not { } post)
            {
                findings.Add(string.Create(CultureInfo.InvariantCulture, $"{dataset.TelemetryPath}, line {i + 1}: it is no post."));
                continue;
            }

            List<string> wrong = [.. FindFaults(post, last, i == 0)];
            bool isSigned = lines[i].IsSignedBy(post.Wallet);
            if (!isSigned)
                wrong.Add($"the wallet {post.Wallet} has not signed this: it was changed, or the signature is of another key");
            if (post.Wallet.ToString() != (wallet ??= post.Wallet.ToString()))
                wrong.Add($"it is of the wallet {post.Wallet}, not of {wallet}");
            if (post.Campaign != dataset.CampaignHash)
                wrong.Add("it is of another campaign");
            if (sums.FindFault(post.InAll) is { } difference)
                wrong.Add(difference);
            bool hasLanded = landed.Remove(lines[i].Text, out Memo? memo);
            if (memos is not null && !hasLanded)
                wrong.Add("it is not on the ledger yet; run generate again to send it");
            posts.Add(new CheckedTelemetryPost(post, isSigned, memo?.Transaction, wrong));
            findings.AddRange(wrong.Select(text => $"{dataset.TelemetryPath}, {Name(post)}: {text}."));
            last = post;
        }

        foreach (TelemetryPost post in landed.Keys.Select(TelemetryPost.TryParse).OfType<TelemetryPost>().Where(post => post.Campaign == dataset.CampaignHash))
            findings.Add($"{dataset.LedgerPath}: it has {Name(post)} with the hash {post.Hash}, and {dataset.TelemetryPath} has not.");
        return new TelemetryReport(posts, findings);
    }

    /// <summary>How a post does not follow from the one before.</summary>
    private static IEnumerable<string> FindFaults(TelemetryPost post, TelemetryPost? last, bool isFirst)
    {
        long expected = (last?.Number ?? 0) + 1;
        if (post.Number > expected)
        {
            yield return post.Number == expected + 1
                ? $"post {expected} is missing before it"
                : $"posts {expected} to {post.Number - 1} are missing before it";
        }
        else if (post.Number < expected)
        {
            yield return $"it stands after post {expected - 1}: posts were reordered, or one is there twice";
        }
        else if (post.Previous != (last?.Hash ?? default(ContentHash)))
        {
            yield return "the post before it is not the one that it names: one of them was changed";
        }
        else if (last is not null && post.From != last.To)
        {
            yield return "its period does not begin where that of the post before ends";
        }
        else if ((last is not null || isFirst) && post.InPeriod != (last is null ? default : post.InAll.Since(last.InAll)))
        {
            yield return "what it counts of the period is not what came since the post before";
        }
    }

    private static string Name(TelemetryPost post) => string.Create(CultureInfo.InvariantCulture, $"post {post.Number}");

    /// <summary>What the first lines of the manifest come to. Posts come in rising order, as a rule.</summary>
    private sealed class ManifestSums(Dataset dataset)
    {
        private IReadOnlyList<ShardRecord> _shards = dataset.Outbox;
        private ShardTotals _sum;

        public string? FindFault(TelemetryCounts counted)
        {
            // A run may have gone on since the manifest was read: a shard is in it before a post counts it.
            if (counted.Shards > _shards.Count)
            {
                using Dataset now = Dataset.Open(dataset.DirectoryPath);
                _shards = now.Outbox;
            }

            if (counted.Shards > _shards.Count)
                return string.Create(CultureInfo.InvariantCulture, $"it counts {counted.Shards} shards; the manifest has {_shards.Count}");
            if (counted.Shards < _sum.Shards)
                _sum = default;
            while (_sum.Shards < counted.Shards)
                _sum = _sum.With(_shards[_sum.Shards]);
            return TelemetryCounts.Of(_sum, counted.LedgerBytes) == counted
                ? null
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"it counts {counted.Assets} assets, {counted.DeadLetters} dead letters and {counted.ShardBytes} bytes in {counted.Shards} shards; by the manifest "
                    + $"they have {_sum.Rows}, {_sum.Dead} and {_sum.Bytes}");
        }
    }
}
