using Piwa.Chain.Economy.Licensing;
using static Piwa.Chain.Economy.ParameterUnit;
using static Piwa.Chain.Economy.RuleOwner;

namespace Piwa.Chain.Economy;

public sealed partial class EconomyParameters
{
    private const long Hour = 3600;
    private const long Day = 24 * Hour;
    private const long Year = 365 * Day;
    private const long MonthsOfYear = 12;

    /// <summary>More RENDER than there will ever be: 10^9.</summary>
    private const long Most = 1_000_000_000 * Amount.UnitsPerRender;

    private const string GenerationShareName = "revenue.generation-share";
    private const string AssetTargetName = "revenue.asset-target";
    private const string StakerShareName = "revenue.staker-share";
    private const string UploaderShareName = "revenue.uploader-share";
    private const string LabellerShareName = "revenue.labeller-share";
    private const string FundShareName = "generation.epoch-share";
    private const string HoldBackName = "node.hold-back";
    private const string EpochName = "epoch.length";
    private const string NodeCapName = "stake.node-cap";
    private const string UnstakeDelayName = "stake.unstake-delay";
    private const string UpfrontShareName = "stake.upfront-share";
    private const string PoolName = "emission.pool";
    private const string MonthName = "emission.month";
    private const string PeriodShareName = "emission.period-share";
    private const string PeriodName = "emission.period";
    private const string InitialVoteName = "vote.initial";
    private const string FinalVoteName = "vote.final";
    private const string AmendmentVoteName = "vote.amendment";
    private const string SnapshotName = "vote.snapshot";
    private const string ApprovalName = "vote.approval";
    private const string QuorumName = "vote.quorum";
    private const string EmergencyQuorumName = "vote.emergency-quorum";
    private const string SupplyName = "vote.supply";
    private const string LicencePriceName = "licence.price";
    private const string LeastLicenceName = "licence.least";
    private const string ResearchShareName = "licence.research-share";
    private const string EvaluationShareName = "licence.evaluation-share";
    private const string QuoteValidityName = "licence.quote-validity";
    private const string LeastPayoutName = "payout.least";

    /// <summary>All parameters, in the order of their bytes.</summary>
    public static IReadOnlyList<EconomyParameter> All { get; } =
    [
        new(GenerationShareName, PartsPerMillion, 500_000, 0, Whole, Network, "RNP-011, Revenue Distribution"),
        new(AssetTargetName, Assets, 1_000_000_000, 1, long.MaxValue, Network, "RNP-011, Revenue Distribution"),
        new(StakerShareName, PartsPerMillion, 200_000, 0, Whole, Ours, "RNP-011, Revenue Distribution: \"a percentage\", no value"),
        new(UploaderShareName, PartsPerMillion, 50_000, 0, 250_000, Ours, "RNP-011: users who took part; no value"),
        new(LabellerShareName, PartsPerMillion, 50_000, 0, 250_000, Ours, "RNP-011: users who took part; no value"),
        new(FundShareName, PartsPerMillion, 500_000, 0, Whole, Ours, "RNP-011 says what the fund is for, not how it is spent"),
        new(HoldBackName, BaseUnits, 20 * Amount.UnitsPerRender, 0, Most, Ours,
            "after RNP-019, which holds back the first $100; no price here"),
        new(EpochName, Seconds, 30 * Day, 1, Year, Ours, "nothing says how often revenue is settled"),
        new(NodeCapName, BaseUnits, 100_000 * Amount.UnitsPerRender, 0, Most, Ours,
            "RNP-013, Modifications 3b: \"a staking cap\", no value"),
        new(UnstakeDelayName, Seconds, 14 * Day, 0, Year, Ours, "RNP-011 names no delay"),
        new(UpfrontShareName, PartsPerMillion, 0, 0, Whole, Ours,
            "RNP-011, figure: \"Percentage of Stake paid for upfront work\", no value"),
        new(PoolName, BaseUnits, 1_140_852 * Amount.UnitsPerRender, 0, Most, Network, "RNP-013, Earmarked Allocations"),
        new(MonthName, BaseUnits, 95_071 * Amount.UnitsPerRender, 0, Most, Network, "RNP-013, Modifications 3: \"potentially\""),
        new(PeriodShareName, PartsPerMillion, 500_000, 0, Whole, Network, "RNP-013, Modifications 3a"),
        new(PeriodName, Months, 12 * MonthsOfYear, 1, 100 * MonthsOfYear, Network,
            "RNP-013, Modifications 3a: \"12 year\", as it stands there"),
        new(InitialVoteName, Seconds, 72 * Hour, 1, Year, Network, "RNP-000, Initial Proposal Vote"),
        new(FinalVoteName, Seconds, 6 * Day, 1, Year, Network, "RNP-000, Final RNP Vote"),
        new(AmendmentVoteName, Seconds, 2 * Day, 1, Year, Network, "RNP-000, Amendments"),
        new(SnapshotName, Seconds, 24 * Hour, 0, Year, Network, "RNP-000, Final RNP Vote: \"typically\""),
        new(ApprovalName, PartsPerMillion, 500_000, 0, Whole, Network, "RNP-000, Final RNP Vote"),
        new(QuorumName, PartsPerMillion, 150_000, 0, Whole, Network, "RNP-000, Final RNP Vote"),
        new(EmergencyQuorumName, PartsPerMillion, 200_000, 0, Whole, Network, "RNP-000, Emergency Proposal Provision"),
        new(SupplyName, BaseUnits, 644_245_094 * Amount.UnitsPerRender, 1, Most, Ours,
            "2^29, and 107,374,182 of RNP-001; RNP-000 counts a quorum against the supply and gives no number"),
        new(LicencePriceName, BaseUnits, Amount.UnitsPerRender / 1000, 0, Most, Ours,
            "of 1,000 assets for a day; RNP-011, Licensing: \"for a given amount of time\", no price"),
        new(LeastLicenceName, BaseUnits, Amount.UnitsPerRender, 1, Most, Ours, "a licence costs no less: RNP-011 names no price"),
        new(ResearchShareName, PartsPerMillion, 500_000, 0, Whole, Ours, "of the price, for research; RNP-011 knows no purposes"),
        new(EvaluationShareName, PartsPerMillion, 100_000, 0, Whole, Ours, "of the price, to evaluate the data; RNP-011 knows no purposes"),
        new(QuoteValidityName, Seconds, Hour, 60, 30 * Day, Ours, "how long a quote holds; RNP-011 knows none"),
        new(LeastPayoutName, BaseUnits, Amount.UnitsPerRender, 1, Most, Ours, "what is less waits; nothing says when earnings are sent"),
    ];

    // These two are made of All, and so stand behind it: initializers run in the order of one file.
    /// <summary>Every parameter at its default.</summary>
    public static EconomyParameters Default { get; } = new([.. All.Select(each => each.Default)]);

    private static readonly Dictionary<string, int> Places = All.Select((each, i) => (each.Name, i)).ToDictionary();

    internal long GenerationShare => this[GenerationShareName];

    internal long AssetTarget => this[AssetTargetName];

    internal long StakerShare => this[StakerShareName];

    internal long UploaderShare => this[UploaderShareName];

    internal long LabellerShare => this[LabellerShareName];

    /// <summary>The part of the fund that an epoch pays to nodes for what they have made in it.</summary>
    internal long FundShare => this[FundShareName];

    /// <summary>How much of a node's earnings is held back, at most.</summary>
    internal Amount HoldBack => new(this[HoldBackName]);

    /// <summary>How long an epoch lasts at least.</summary>
    public TimeSpan EpochLength => Time(EpochName);

    internal Amount NodeCap => new(this[NodeCapName]);

    internal TimeSpan UnstakeDelay => Time(UnstakeDelayName);

    internal long UpfrontShare => this[UpfrontShareName];

    internal Amount EmissionPool => new(this[PoolName]);

    internal Amount EmissionMonth => new(this[MonthName]);

    internal long EmissionPeriodShare => this[PeriodShareName];

    internal int EmissionPeriodMonths => (int)this[PeriodName];

    internal TimeSpan InitialVote => Time(InitialVoteName);

    internal TimeSpan FinalVote => Time(FinalVoteName);

    internal TimeSpan AmendmentVote => Time(AmendmentVoteName);

    /// <summary>How long before a vote goes live the stakes that count in it are taken, at most.</summary>
    internal TimeSpan SnapshotAge => Time(SnapshotName);

    internal long Approval => this[ApprovalName];

    internal long Quorum => this[QuorumName];

    internal long EmergencyQuorum => this[EmergencyQuorumName];

    internal Amount Supply => new(this[SupplyName]);

    /// <summary>The price of a licence for a thousand assets and a day.</summary>
    public Amount LicencePrice => new(this[LicencePriceName]);

    /// <summary>What a licence costs at least.</summary>
    public Amount LeastLicence => new(this[LeastLicenceName]);

    /// <summary>How long a quote holds.</summary>
    public TimeSpan QuoteValidity => Time(QuoteValidityName);

    /// <summary>What is sent to a wallet at least, of its earnings of a kind.</summary>
    public Amount LeastPayout => new(this[LeastPayoutName]);

    /// <summary>The part of the price that a purpose costs, in millionths.</summary>
    /// <param name="purpose">The purpose.</param>
    public long LicenceShare(LicencePurpose purpose) => purpose switch
    {
        LicencePurpose.Evaluation => this[EvaluationShareName],
        LicencePurpose.Research => this[ResearchShareName],
        _ => Whole,
    };

    private TimeSpan Time(string name) => TimeSpan.FromSeconds(this[name]);
}
