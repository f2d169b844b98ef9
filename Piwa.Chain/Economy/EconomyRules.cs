using System.Globalization;
using System.Text;

namespace Piwa.Chain.Economy;

/// <summary>What an action moves: a pure function of the state, the action and its time, which refuses what is against the rules.</summary>
internal static partial class EconomyRules
{
    private const string OpeningKey = "opening";

    /// <summary>The postings of an action.</summary>
    /// <exception cref="EconomyException">It is against a rule.</exception>
    /// <exception cref="WireFormatException">Its payload is none of its cause.</exception>
    public static Posting[] Derive(EconomyState state, EconomyAction action, DateTimeOffset time)
    {
        Require(state.Id.IsZero == (action.Cause == ValueCause.Opening), "a ledger of value is opened first, and once");
        return action.Cause switch
        {
            ValueCause.Opening => Open(action),
            ValueCause.Licence => Move(
                action, Wallet(action), new ValueAccount(ValueAccountKind.Escrow, action.Wallet)),
            ValueCause.Refund => Refund(state, action),
            ValueCause.Epoch => Close(state, action, time),
            ValueCause.Emission => Emit(state, action),
            ValueCause.Stake => Stake(state, action),
            ValueCause.Restake => Restake(state, action),
            ValueCause.Unstake => Unstake(state, action),
            ValueCause.Release => Release(state, action, time),
            ValueCause.Shard => Forfeit(state, action),
            ValueCause.Payout => PayOut(state, action),
            ValueCause.Proposal => Propose(state, action, time),
            ValueCause.Vote => Vote(state, action, time),
            ValueCause.Count => Count(state, action, time),
            _ => throw new EconomyException($"There is no cause {action.Cause}."),
        };
    }

    public static EconomyAction Opening(EconomyParameters parameters) =>
        new(ValueCause.Opening, OpeningKey) { Payload = parameters.Encode() };

    public static EconomyAction Refund(string key, string reference, Amount amount) =>
        new(ValueCause.Refund, key) { Amount = amount, Payload = Encoding.UTF8.GetBytes(reference) };

    public static EconomyAction Epoch(EconomyState state, long epoch, EpochFacts facts) => new(ValueCause.Epoch, Text(epoch))
    {
        Payload = new EpochClosing(facts, state.NextParameters().ToHash()).Encode(),
    };

    public static EconomyAction Emission(long month) => new(ValueCause.Emission, Text(month));

    /// <summary>All that the settlement of the open epoch follows from.</summary>
    public static EpochBooks BooksOf(EconomyState state, EpochFacts facts) => new(
        state.Parameters,
        [.. state.Balances.OfKind(ValueAccountKind.Escrow).Select(each => new Posting(each.Key, each.Value))],
        state.AssetsAtBegin,
        facts,
        state.Delegations,
        state.Balances[ValueAccount.GenerationFund],
        node => state.Balances[new ValueAccount(ValueAccountKind.NodeHeldBack, node)]);

    /// <summary>Of a refund the reference of what is refunded.</summary>
    public static string TextOf(EconomyAction action) => Encoding.UTF8.GetString(action.Payload.Span);

    private static Posting[] Open(EconomyAction action)
    {
        Require(action.Key == OpeningKey, $"the key of an opening is '{OpeningKey}'");
        PostingSet postings = new();
        postings.Move(ValueAccount.Network, ValueAccount.EmissionPool, EconomyParameters.Decode(action.Payload.Span).EmissionPool);
        return postings.ToArray();
    }

    private static Posting[] Refund(EconomyState state, EconomyAction action)
    {
        string reference = TextOf(action);
        Require(state.Licences.TryGetValue(reference, out LicenceState licence), $"in this epoch nothing was paid as '{reference}'");
        Require(action.Amount <= licence.Left, $"of '{reference}' {licence.Left} is left to refund, not {action.Amount}");
        return Move(
            action,
            new ValueAccount(ValueAccountKind.Escrow, licence.Buyer),
            new ValueAccount(ValueAccountKind.Outside, licence.Buyer));
    }

    private static Posting[] Close(EconomyState state, EconomyAction action, DateTimeOffset time)
    {
        EpochClosing closing = EpochClosing.Decode(action.Payload.Span);
        Require(action.Key == Text(state.Epoch), $"epoch {state.Epoch} is open, not {action.Key}");
        DateTimeOffset end = state.EpochBegan + state.Parameters.EpochLength;
        Require(time >= end, $"epoch {state.Epoch} lasts until {end:O}; it is {time:O}");
        Require(closing.NextParameters == state.NextParameters().ToHash(), "the votes that have passed give other parameters");
        return EpochSettlement.Settle(BooksOf(state, closing.Facts));
    }

    private static Posting[] Emit(EconomyState state, EconomyAction action)
    {
        Require(action.Key == Text(state.Months), $"month {state.Months} is emitted next, not {action.Key}");
        Require(state.Months <= state.Epoch, $"month {state.Months} is emitted in epoch {state.Months}; it is {state.Epoch}");
        PostingSet postings = new();
        postings.Move(ValueAccount.EmissionPool, ValueAccount.GenerationFund, EmissionSchedule.Month(state.Parameters, state.Months));
        return postings.ToArray();
    }

    private static Posting[] PayOut(EconomyState state, EconomyAction action)
    {
        Require(
            action.Kind is >= ValueAccountKind.NodePayable and <= ValueAccountKind.LabellerPayable,
            $"what is in {action.Kind} is not paid out");
        ValueAccount from = new(action.Kind, action.Wallet);
        RequireBalance(state, from, action.Amount);
        return Move(action, from, Wallet(action));
    }

    private static Posting[] Move(EconomyAction action, ValueAccount from, ValueAccount to)
    {
        RequireAmount(action);
        PostingSet postings = new();
        postings.Move(from, to, action.Amount);
        return postings.ToArray();
    }

    private static ValueAccount Wallet(EconomyAction action)
    {
        Require(action.Wallet != default, "32 zero bytes are no wallet");
        return new ValueAccount(ValueAccountKind.Outside, action.Wallet);
    }

    private static void RequireAmount(EconomyAction action) =>
        Require(action.Amount > Amount.Zero, $"more than nothing is moved; got {action.Amount}");

    private static void RequireBalance(EconomyState state, ValueAccount account, Amount amount) =>
        Require(state.Balances[account] >= amount, $"{account} has {state.Balances[account]}, not {amount}");

    private static void Require(bool isSo, string rule)
    {
        if (!isSo)
            throw new EconomyException($"Refused: {rule}.");
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
