using Piwa.Chain.Bubblegum;
using Piwa.Chain.Ledger.Execution;

namespace Piwa.Chain.Ledger.Programs;

/// <content>transfer, burn and delegate, of version 1.</content>
internal sealed partial class BubblegumProcessor
{
    private InstructionFault? Transfer(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        if (!TryRead(arguments, ReadClaim, out LeafClaim? claim))
            return AnchorError.InstructionDidNotDeserialize;

        AccountTaker accounts = new(frame);
        TreeConfig? config = accounts.Config(out _);
        int owner = accounts.Any();
        int leafDelegate = accounts.Any();
        int newOwner = accounts.Any();
        int tree = accounts.Any(isWritable: true);
        TreeAccounts treeAccounts = TakePrograms(ref accounts, LeafVersion.V1, tree);
        if (Check(frame, in accounts, tree, changesConfig: false) is { } fault)
            return fault;
        if (CheckHolders(frame, config!, owner, leafDelegate) is { } refusal)
            return refusal;

        LeafSchema previous = claim!.ToLeaf(LeafVersion.V1, frame.Key(tree), frame.Key(owner), frame.Key(leafDelegate));
        LeafSchema next = previous with { Owner = frame.Key(newOwner), Delegate = frame.Key(newOwner) };
        return Replace(frame, treeAccounts, claim, previous, next);
    }

    private InstructionFault? Burn(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        if (!TryRead(arguments, ReadClaim, out LeafClaim? claim))
            return AnchorError.InstructionDidNotDeserialize;

        AccountTaker accounts = new(frame);
        TreeConfig? config = accounts.Config(out _);
        int owner = accounts.Any();
        int leafDelegate = accounts.Any();
        int tree = accounts.Any(isWritable: true);
        TreeAccounts treeAccounts = TakePrograms(ref accounts, LeafVersion.V1, tree);
        if (Check(frame, in accounts, tree, changesConfig: false) is { } fault)
            return fault;
        if (CheckHolders(frame, config!, owner, leafDelegate) is { } refusal)
            return refusal;

        LeafSchema previous = claim!.ToLeaf(LeafVersion.V1, frame.Key(tree), frame.Key(owner), frame.Key(leafDelegate));
        return ReplaceLeaf(frame, treeAccounts, claim, previous, default);
    }

    private InstructionFault? Delegate(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        if (!TryRead(arguments, ReadClaim, out LeafClaim? claim))
            return AnchorError.InstructionDidNotDeserialize;

        AccountTaker accounts = new(frame);
        TreeConfig? config = accounts.Config(out _);
        int owner = accounts.Signer();
        int previousDelegate = accounts.Any();
        int newDelegate = accounts.Any();
        int tree = accounts.Any(isWritable: true);
        TreeAccounts treeAccounts = TakePrograms(ref accounts, LeafVersion.V1, tree);
        if (Check(frame, in accounts, tree, changesConfig: false) is { } fault)
            return fault;
        if (config!.Version != LeafVersion.V1)
            return BubblegumError.UnsupportedSchemaVersion;

        LeafSchema previous = claim!.ToLeaf(LeafVersion.V1, frame.Key(tree), frame.Key(owner), frame.Key(previousDelegate));
        return Replace(frame, treeAccounts, claim, previous, previous with { Delegate = frame.Key(newDelegate) });
    }

    private static InstructionFault? CheckHolders(InstructionFrame frame, TreeConfig config, int owner, int leafDelegate)
    {
        if (config.Version != LeafVersion.V1)
            return BubblegumError.UnsupportedSchemaVersion;
        return frame.IsSigner(owner) || frame.IsSigner(leafDelegate) ? null : BubblegumError.LeafAuthorityMustSign;
    }
}
