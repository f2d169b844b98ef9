namespace Piwa.Chain.Economy;

/// <content>Stakes, and what a node that was caught loses.</content>
internal static partial class EconomyRules
{
    /// <summary>A part of what is staked is the node's at once, for upfront work; the rest counts.</summary>
    private static Posting[] Stake(EconomyState state, EconomyAction action)
    {
        RequireAmount(action);
        Require(action.Node != default, "stake is put with a node");
        Amount upfront = action.Amount.Part(state.Parameters.UpfrontShare);
        RequireRoom(state, action.Node, action.Amount - upfront);
        PostingSet postings = new();
        postings.Add(Wallet(action), -action.Amount);
        postings.Add(StakeAccount(action, action.Node), action.Amount - upfront);
        ValueAccount held = new(ValueAccountKind.NodeHeldBack, action.Node);
        NodeEarnings.Add(postings, action.Node, upfront, state.Balances[held], state.Parameters);
        return postings.ToArray();
    }

    /// <summary>At once, and nothing is taken from it: whoever finds a node bad leaves it.</summary>
    private static Posting[] Restake(EconomyState state, EconomyAction action)
    {
        Require(action.ToNode != default && action.ToNode != action.Node, "stake goes to another node");
        RequireBalance(state, StakeAccount(action, action.Node), action.Amount);
        RequireRoom(state, action.ToNode, action.Amount);
        return Move(action, StakeAccount(action, action.Node), StakeAccount(action, action.ToNode));
    }

    private static Posting[] Unstake(EconomyState state, EconomyAction action)
    {
        RequireBalance(state, StakeAccount(action, action.Node), action.Amount);
        return Move(
            action,
            StakeAccount(action, action.Node),
            new ValueAccount(ValueAccountKind.Unstaking, action.Wallet, action.Node));
    }

    private static Posting[] Release(EconomyState state, EconomyAction action, DateTimeOffset time)
    {
        Require(state.Unstakes.TryGetValue(action.Key, out UnstakeState unstake), $"nothing waits as '{action.Key}'");
        Require(time >= unstake.ReleasedAt, $"'{action.Key}' waits until {unstake.ReleasedAt:O}; it is {time:O}");
        PostingSet postings = new();
        postings.Move(
            new ValueAccount(ValueAccountKind.Unstaking, unstake.Staker, unstake.Node),
            new ValueAccount(ValueAccountKind.Outside, unstake.Staker),
            unstake.Amount);
        return postings.ToArray();
    }

    /// <summary>All that is held back of the node goes to the fund; it may be nothing. Stakers lose nothing: RNP-011 slashes nobody.</summary>
    private static Posting[] Forfeit(EconomyState state, EconomyAction action)
    {
        Require(action.Node != default, "32 zero bytes are no node");
        ValueAccount held = new(ValueAccountKind.NodeHeldBack, action.Node);
        PostingSet postings = new();
        postings.Move(held, ValueAccount.GenerationFund, state.Balances[held]);
        return postings.ToArray();
    }

    private static ValueAccount StakeAccount(EconomyAction action, Keys.PublicKey node) =>
        new(ValueAccountKind.Stake, action.Wallet, node);

    private static void RequireRoom(EconomyState state, Keys.PublicKey node, Amount amount)
    {
        Amount staked = state.StakeWith(node), cap = state.Parameters.NodeCap;
        Require(staked <= cap && amount <= cap - staked, $"node {node} has {staked} of at most {cap}; {amount} more is too much");
    }
}
