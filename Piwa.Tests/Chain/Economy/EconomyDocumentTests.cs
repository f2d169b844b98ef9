using System.Globalization;
using Piwa.Chain.Economy;
using Piwa.Chain.Keys;
using Piwa.Tests.House;

namespace Piwa.Tests.Chain.Economy;

/// <summary>The numbers of docs/economy.md are those of the code.</summary>
public sealed class EconomyDocumentTests
{
    private static readonly string Page = Document.Read("docs/economy.md");

    [Fact]
    public void TheTableHasEveryParameter() => Assert.Equal(
        EconomyParameters.All.Select(each => $"| `{each.Name}` | {Text(each)} | {(each.Owner == RuleOwner.Network ? "network" : "ours")} | {each.Source} |"),
        Page.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)));

    [Fact]
    public void TheWorkedExampleIsWhatComesOut()
    {
        (PublicKey first, PublicKey second) = Ordered(1, 2);
        (PublicKey third, PublicKey fourth) = Ordered(3, 4);
        PublicKey buyer = TestKeys.Key(5), uploader = TestKeys.Key(6);
        Posting[] delegations = [.. new Posting[] { new(new(ValueAccountKind.Stake, third, first), Amount.OfRender(750)), new(new(ValueAccountKind.Stake, fourth, first), Amount.OfRender(250)) }.OrderBy(each => each.Account)];
        EpochFacts facts = new(900, [new(first, 600, 100), new(second, 300, 50)], [new(uploader, 3)], [new(third, 2), new(fourth, 1)]);
        Posting[] postings = EpochSettlement.Settle(new EpochBooks(
            EconomyParameters.Default,
            [new(new(ValueAccountKind.Escrow, buyer), Amount.OfRender(1000))],
            750,
            facts,
            delegations,
            Amount.OfRender(100),
            node => Amount.OfRender(node == second ? 20 : 0)));
        Dictionary<ValueAccount, string> names = new()
        {
            [new(ValueAccountKind.Escrow, buyer)] = "buyer, escrow",
            [ValueAccount.GenerationFund] = "generation fund",
            [new(ValueAccountKind.UploaderPayable, uploader)] = "uploader",
            [new(ValueAccountKind.LabellerPayable, third)] = "labeller 1",
            [new(ValueAccountKind.LabellerPayable, fourth)] = "labeller 2",
            [new(ValueAccountKind.StakerPayable, third)] = "staker 1",
            [new(ValueAccountKind.StakerPayable, fourth)] = "staker 2",
            [new(ValueAccountKind.NodeHeldBack, first)] = "node A, held back",
            [new(ValueAccountKind.NodePayable, first)] = "node A, payable",
            [new(ValueAccountKind.NodePayable, second)] = "node B, payable",
        };
        Assert.Equal(names.Count, postings.Length);
        Assert.All(postings, each => Assert.Contains($"| {names[each.Account]} | {each.Amount} |", Page, StringComparison.Ordinal));
    }

    [Fact]
    public void TheTableOfEmissionsIsTheSchedule()
    {
        EconomyParameters yearly = EconomyParameters.Default.With("emission.period", 12);
        for (int period = 0; period < 5; period++)
        {
            Amount begin = EmissionSchedule.Remaining(yearly, 12 * period), end = EmissionSchedule.Remaining(yearly, 12 * (period + 1));
            Assert.Equal(begin, EmissionSchedule.Remaining(EconomyParameters.Default, 144 * period));
            int months = Enumerable.Range(12 * period, 12).Count(month => EmissionSchedule.Month(yearly, month) > Amount.Zero);
            string last = EmissionSchedule.Month(yearly, (12 * period) + months - 1).ToString();
            Assert.Contains($"| {period + 1} | {begin} | {begin - end} | {months} | {last} |", Page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void EveryAccountAndCauseIsNamed()
    {
        foreach (string name in Enum.GetNames<ValueAccountKind>().Concat(Enum.GetNames<ValueCause>()))
            Assert.Contains($" {name} |", Page, StringComparison.Ordinal);
    }

    private static string Text(EconomyParameter parameter) => parameter.Unit switch
    {
        ParameterUnit.PartsPerMillion => $"{(parameter.Default / 10_000).ToString(CultureInfo.InvariantCulture)} %",
        ParameterUnit.BaseUnits => $"{new Amount(parameter.Default)} RENDER",
        ParameterUnit.Seconds when parameter.Default % 86_400 == 0 => $"{(parameter.Default / 86_400).ToString(CultureInfo.InvariantCulture)} d",
        _ => $"{parameter.Default.ToString(CultureInfo.InvariantCulture)} {parameter.Unit.ToString().ToLowerInvariant()}",
    };

    private static (PublicKey First, PublicKey Second) Ordered(int one, int other)
    {
        PublicKey[] keys = [.. new[] { TestKeys.Key(one), TestKeys.Key(other) }.Order(WalletOrder.Instance)];
        return (keys[0], keys[1]);
    }
}
