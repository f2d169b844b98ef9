using System.Globalization;
using Piwa.Chain.Economy;

namespace Piwa.Pipeline.Economy;

/// <summary>Follows what accounts have earned through a ledger of value.</summary>
internal static class AccountTrail
{
    private static readonly ValueAccountKind[] Kinds =
        [ValueAccountKind.NodePayable, ValueAccountKind.StakerPayable, ValueAccountKind.UploaderPayable, ValueAccountKind.LabellerPayable];

    /// <summary>All that have earned something, by kind and owner.</summary>
    public static IReadOnlyList<AuditedAccount> Of(EconomyReading ledger)
    {
        SortedDictionary<ValueAccount, Trail> trails = [];
        ILookup<long, EpochReading> epochs = ledger.Epochs.ToLookup(epoch => epoch.Entry.Number);
        long open = 0;
        foreach (ValueEntry entry in ledger.Entries)
        {
            foreach (EarningShare share in epochs[entry.Number].SelectMany(epoch => epoch.Shares))
                Find(trails, new ValueAccount(KindOf(share.Source), share.Owner))?.Take(epochs[entry.Number].First(), share);
            foreach ((ValueAccount account, Amount amount) in entry.Postings)
                Find(trails, account)?.Take(entry, account, amount, open);
            open += entry.Cause == ValueCause.Epoch ? 1 : 0;
        }

        return [.. trails.Where(each => each.Value.IsUsed).Select(each => each.Value.ToAccount(each.Key, ledger))];
    }

    private static Trail? Find(SortedDictionary<ValueAccount, Trail> trails, ValueAccount account)
    {
        // What is held back is a node's earning like what it can be paid.
        ValueAccount of = account.Kind == ValueAccountKind.NodeHeldBack ? new ValueAccount(ValueAccountKind.NodePayable, account.Owner) : account;
        if (!Kinds.Contains(of.Kind))
            return null;
        if (!trails.TryGetValue(of, out Trail? trail))
            trails.Add(of, trail = new Trail());
        return trail;
    }

    private static ValueAccountKind KindOf(ShareSource source) => source switch
    {
        ShareSource.Stakers => ValueAccountKind.StakerPayable,
        ShareSource.Uploaders => ValueAccountKind.UploaderPayable,
        ShareSource.Labellers => ValueAccountKind.LabellerPayable,
        _ => ValueAccountKind.NodePayable,
    };

    private sealed class Trail
    {
        private readonly List<AuditStep> _steps = [];
        private Amount _earned, _paid, _forfeited;

        public bool IsUsed => _steps.Count > 0 || !_earned.IsZero;

        public void Take(ValueEntry entry, ValueAccount account, Amount amount, long epoch)
        {
            switch (entry.Cause)
            {
                case ValueCause.Payout:
                    _paid -= amount;
                    _steps.Add(new AuditStep(entry.Number, epoch, $"paid out as '{entry.Key}'", amount));
                    break;
                case ValueCause.Shard:
                    _forfeited -= amount;
                    _steps.Add(new AuditStep(entry.Number, epoch, $"lost what was held back: caught at {entry.Key}", amount));
                    break;
                case ValueCause.Stake:
                    _earned += amount;
                    _steps.Add(new AuditStep(entry.Number, epoch, $"of a stake, for upfront work{(IsHeld(account) ? ", held back" : "")}", amount));
                    break;
                default:
                    // Of an epoch's end the shares say how it came about, and this what of it is held back.
                    _earned += amount;
                    if (IsHeld(account))
                        _steps.Add(new AuditStep(entry.Number, epoch, $"of the epoch's earnings {amount} are held back", Amount.Zero));
                    break;
            }
        }

        public void Take(EpochReading epoch, EarningShare share)
        {
            if (share.Share.IsZero)
                return;
            _steps.Add(new AuditStep(epoch.Entry.Number, epoch.Epoch, Describe(epoch, share), share.Share));
            if (!share.ToStakers.IsZero)
                _steps.Add(new AuditStep(epoch.Entry.Number, epoch.Epoch, $"of {share.Share} its stakers get {share.ToStakers}", -share.ToStakers));
        }

        public AuditedAccount ToAccount(ValueAccount account, EconomyReading ledger) => new(
            account.Owner,
            account.Kind,
            _earned,
            _paid,
            _forfeited,
            account.Kind == ValueAccountKind.NodePayable ? ledger.BalanceOf(new ValueAccount(ValueAccountKind.NodeHeldBack, account.Owner)) : Amount.Zero,
            ledger.BalanceOf(account),
            [.. _steps.OrderBy(step => step.Entry)]);

        private static bool IsHeld(ValueAccount account) => account.Kind == ValueAccountKind.NodeHeldBack;

        private static string Describe(EpochReading epoch, EarningShare share)
        {
            string weight = share.Source == ShareSource.Stakers
                ? $"{new Amount(share.Weight)} of {new Amount((long)share.TotalWeight)} RENDER staked with {share.Node}"
                : string.Create(CultureInfo.InvariantCulture, $"{share.Weight} of {share.TotalWeight} {Unit(share.Source)}");
            string divided = share.Source switch
            {
                ShareSource.Fund => $"{share.Divided} that the fund pays for new assets",
                ShareSource.Stakers => $"{share.Divided} for the node's stakers",
                ShareSource.NodeRevenue => $"{share.Divided} for nodes, of {epoch.Revenue} revenue of which {epoch.ToFund} went to the fund",
                ShareSource.Uploaders => $"{share.Divided} for uploaders, of {epoch.Revenue} revenue of which {epoch.ToFund} went to the fund",
                _ => $"{share.Divided} for labellers, of {epoch.Revenue} revenue of which {epoch.ToFund} went to the fund",
            };
            return $"{weight}: of {divided}";
        }

        private static string Unit(ShareSource source) => source switch
        {
            ShareSource.NodeRevenue => "assets",
            ShareSource.Fund => "new assets",
            ShareSource.Uploaders => "uploads",
            _ => "labels",
        };
    }
}
