using Piwa.Chain.Bubblegum;
using Piwa.Chain.Collections;
using Piwa.Chain.Ledger.Execution;

namespace Piwa.Chain.Ledger.Programs;

/// <content>freeze_v2, thaw_v2, thaw_and_revoke_v2 and set_non_transferable_v2.</content>
internal sealed partial class BubblegumProcessor
{
    private InstructionFault? FreezeV2(InstructionFrame frame, ReadOnlySpan<byte> arguments, bool isFrozen)
    {
        if (!TryRead(arguments, ReadClaimV2, out LeafClaim? claim))
            return AnchorError.InstructionDidNotDeserialize;

        AccountTaker accounts = new(frame);
        TreeConfig config = accounts.Config(out _);
        int payer = accounts.Signer(isWritable: true);
        int authority = accounts.OptionalSigner() ?? payer;
        int owner = accounts.Any();
        int leafDelegate = accounts.Any();
        int tree = accounts.Any(isWritable: true);
        int? collection = accounts.Optional();
        TreeAccounts treeAccounts = TakePrograms(ref accounts, LeafVersion.V2, tree);
        if (CheckChange(frame, in accounts, tree, config, LeafVersion.V2) is { } fault)
            return fault;

        bool isForced = false;
        if (collection is { } core)
        {
            if (OpenCollection(frame, core, out CoreCollectionAccount? opened) is { } refusal)
                return refusal;
            isForced = opened!.Decides(CorePluginKind.PermanentFreezeDelegate, frame.Key(authority));
        }

        if (!isForced && frame.Key(authority) != frame.Key(leafDelegate))
            return BubblegumError.InvalidAuthority;
        LeafSchema previous = claim!.ToLeaf(frame, LeafVersion.V2, tree, owner, leafDelegate) with
        {
            CollectionHash = CollectionHashOf(frame, collection),
        };
        LeafFlags flag = isForced ? LeafFlags.FrozenForGood : LeafFlags.Frozen;
        return Replace(frame, treeAccounts, claim, previous, With(previous, flag, isFrozen));
    }

    private InstructionFault? ThawAndRevokeV2(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        if (!TryRead(arguments, ReadClaimWithCollection, out LeafClaim? claim))
            return AnchorError.InstructionDidNotDeserialize;

        AccountTaker accounts = new(frame);
        TreeConfig config = accounts.Config(out _);
        int payer = accounts.Signer(isWritable: true);
        int leafDelegate = accounts.OptionalSigner() ?? payer;
        int owner = accounts.Any();
        int tree = accounts.Any(isWritable: true);
        TreeAccounts treeAccounts = TakePrograms(ref accounts, LeafVersion.V2, tree);
        if (CheckChange(frame, in accounts, tree, config, LeafVersion.V2) is { } fault)
            return fault;

        LeafSchema previous = claim!.ToLeaf(frame, LeafVersion.V2, tree, owner, leafDelegate);
        if (!Has(previous, LeafFlags.Frozen))
            return BubblegumError.AssetIsNotFrozen;
        LeafSchema next = With(previous, LeafFlags.Frozen, isSet: false) with { Delegate = frame.Key(owner) };
        return Replace(frame, treeAccounts, claim, previous, next);
    }

    private InstructionFault? SetNonTransferableV2(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        if (!TryRead(arguments, ReadClaimV2, out LeafClaim? claim))
            return AnchorError.InstructionDidNotDeserialize;

        AccountTaker accounts = new(frame);
        TreeConfig config = accounts.Config(out _);
        int payer = accounts.Signer(isWritable: true);
        int authority = accounts.OptionalSigner() ?? payer;
        int owner = accounts.Any();
        int leafDelegate = accounts.Optional() ?? owner;
        int tree = accounts.Any(isWritable: true);
        int collection = accounts.Any();
        TreeAccounts treeAccounts = TakePrograms(ref accounts, LeafVersion.V2, tree);
        if (CheckChange(frame, in accounts, tree, config, LeafVersion.V2) is { } fault)
            return fault;
        if (OpenCollection(frame, collection, out CoreCollectionAccount? opened) is { } refusal)
            return refusal;
        if (!opened!.Decides(CorePluginKind.PermanentFreezeDelegate, frame.Key(authority)))
            return BubblegumError.InvalidAuthority;

        LeafSchema previous = claim!.ToLeaf(frame, LeafVersion.V2, tree, owner, leafDelegate) with
        {
            CollectionHash = CollectionHashOf(frame, collection),
        };
        return Replace(frame, treeAccounts, claim, previous, With(previous, LeafFlags.NonTransferable, isSet: true));
    }
}
