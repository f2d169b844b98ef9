using Piwa.Chain.Bubblegum;
using Piwa.Chain.Ledger.Execution;

namespace Piwa.Chain.Ledger.Programs;

/// <content>transfer, burn and delegate, of version 1.</content>
internal sealed partial class BubblegumProcessor
{
    /// <summary>Gives an asset to a new owner, or burns it.</summary>
    private InstructionFault? Transfer(InstructionFrame frame, ReadOnlySpan<byte> arguments, bool burns)
    {
        if (!TryRead(arguments, ReadClaim, out LeafClaim? claim))
            return AnchorError.InstructionDidNotDeserialize;

        AccountTaker accounts = new(frame);
        TreeConfig config = accounts.Config(out _);
        int owner = accounts.Any();
        int leafDelegate = accounts.Any();
        int? newOwner = burns ? null : accounts.Any();
        int tree = accounts.Any(isWritable: true);
        TreeAccounts treeAccounts = TakePrograms(ref accounts, LeafVersion.V1, tree);
        if (CheckChange(frame, in accounts, tree, config, LeafVersion.V1) is { } fault)
            return fault;
        if (!frame.IsSigner(owner) && !frame.IsSigner(leafDelegate))
            return BubblegumError.LeafAuthorityMustSign;

        LeafSchema previous = claim!.ToLeaf(frame, LeafVersion.V1, tree, owner, leafDelegate);
        return newOwner is { } next
            ? Replace(frame, treeAccounts, claim, previous, previous with { Owner = frame.Key(next), Delegate = frame.Key(next) })
            : ReplaceLeaf(frame, treeAccounts, claim, previous, default);
    }

    private InstructionFault? Delegate(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        if (!TryRead(arguments, ReadClaim, out LeafClaim? claim))
            return AnchorError.InstructionDidNotDeserialize;

        AccountTaker accounts = new(frame);
        TreeConfig config = accounts.Config(out _);
        int owner = accounts.Signer();
        int previousDelegate = accounts.Any();
        int newDelegate = accounts.Any();
        int tree = accounts.Any(isWritable: true);
        TreeAccounts treeAccounts = TakePrograms(ref accounts, LeafVersion.V1, tree);
        if (CheckChange(frame, in accounts, tree, config, LeafVersion.V1) is { } fault)
            return fault;

        LeafSchema previous = claim!.ToLeaf(frame, LeafVersion.V1, tree, owner, previousDelegate);
        return Replace(frame, treeAccounts, claim, previous, previous with { Delegate = frame.Key(newDelegate) });
    }
}
