using Piwa.Chain.Bubblegum;
using Piwa.Chain.Collections;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;

namespace Piwa.Chain.Ledger.Programs;

/// <content>transfer_v2, burn_v2, delegate_v2 and delegate_and_freeze_v2.</content>
internal sealed partial class BubblegumProcessor
{
    /// <summary>What transfer_v2 costs, in lamports, besides the transaction's fee.</summary>
    private const ulong TransferFee = 6_000;

    private InstructionFault? TransferV2(InstructionFrame frame, ReadOnlySpan<byte> arguments)
    {
        if (!TryRead(arguments, ReadClaimV2, out LeafClaim? claim))
            return AnchorError.InstructionDidNotDeserialize;

        AccountTaker accounts = new(frame);
        TreeConfig config = accounts.Config(out _);
        int payer = accounts.Signer(isWritable: true);
        int authority = accounts.OptionalSigner() ?? payer;
        int owner = accounts.Any();
        int leafDelegate = accounts.Optional() ?? owner;
        int newOwner = accounts.Any();
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
            isForced = opened!.Decides(CorePluginKind.PermanentTransferDelegate, frame.Key(authority));
            if (!isForced && opened.Refuses(frame.Account(owner).Owner, frame.Account(newOwner).Owner))
                return BubblegumError.InvalidAuthority;
            if (!isForced && opened.IsFrozen)
                return BubblegumError.CollectionIsFrozen;
        }

        LeafSchema previous = claim!.ToLeaf(frame, LeafVersion.V2, tree, owner, leafDelegate) with
        {
            CollectionHash = CollectionHashOf(frame, collection),
        };
        if (!isForced && CheckHolder(previous, frame.Key(authority)) is { } error)
            return error;
        if (Has(previous, LeafFlags.NonTransferable))
            return BubblegumError.AssetIsNonTransferable;

        LeafSchema next = previous with { Owner = frame.Key(newOwner), Delegate = frame.Key(newOwner) };
        Hash256 hash = next.Hash();
        return Announce(frame, treeAccounts, next, hash)
            ?? PayFee(frame, payer, TransferFee)
            ?? ReplaceLeaf(frame, treeAccounts, claim, previous, hash);
    }

    private InstructionFault? BurnV2(InstructionFrame frame, ReadOnlySpan<byte> arguments)
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
        int? collection = accounts.OptionalCollection();
        int? coreSigner = accounts.OptionalCoreSigner();
        TreeAccounts treeAccounts = TakePrograms(ref accounts, LeafVersion.V2, tree, callsCore: true);
        if (CheckChange(frame, in accounts, tree, config, LeafVersion.V2) is { } fault)
            return fault;

        bool isForced = false;
        if (collection is { } core)
        {
            if (coreSigner is not { } signer)
                return BubblegumError.MissingMplCoreCpiSignerAccount;
            if (UpdateCollection(frame, core, signer, CollectionChange.Remove) is { } failure)
                return failure;
            if (OpenCollection(frame, core, out CoreCollectionAccount? opened) is { } refusal)
                return refusal;
            isForced = opened!.Decides(CorePluginKind.PermanentBurnDelegate, frame.Key(authority));
            if (!isForced && opened.IsFrozen)
                return BubblegumError.CollectionIsFrozen;
        }

        LeafSchema previous = claim!.ToLeaf(frame, LeafVersion.V2, tree, owner, leafDelegate) with
        {
            CollectionHash = CollectionHashOf(frame, collection),
        };
        if (!isForced && CheckHolder(previous, frame.Key(authority)) is { } error)
            return error;
        return ReplaceLeaf(frame, treeAccounts, claim, previous, default);
    }

    private InstructionFault? DelegateV2(InstructionFrame frame, ReadOnlySpan<byte> arguments, bool freezes)
    {
        if (!TryRead(arguments, ReadClaimWithCollection, out LeafClaim? claim))
            return AnchorError.InstructionDidNotDeserialize;

        AccountTaker accounts = new(frame);
        TreeConfig config = accounts.Config(out _);
        int payer = accounts.Signer(isWritable: true);
        int owner = accounts.OptionalSigner() ?? payer;
        int previousDelegate = accounts.Optional() ?? owner;
        int newDelegate = accounts.Any();
        int tree = accounts.Any(isWritable: true);
        TreeAccounts treeAccounts = TakePrograms(ref accounts, LeafVersion.V2, tree);
        if (CheckChange(frame, in accounts, tree, config, LeafVersion.V2) is { } fault)
            return fault;

        LeafSchema previous = claim!.ToLeaf(frame, LeafVersion.V2, tree, owner, previousDelegate);
        if (Has(previous, LeafFlags.Frozen | LeafFlags.FrozenForGood))
            return BubblegumError.AssetIsFrozen;
        LeafSchema next = previous with { Delegate = frame.Key(newDelegate) };
        return Replace(frame, treeAccounts, claim, previous, freezes ? With(next, LeafFlags.Frozen, isSet: true) : next);
    }

    /// <summary>Only the owner or their delegate, and only while the asset is not frozen.</summary>
    private static InstructionFault? CheckHolder(LeafSchema leaf, PublicKey authority)
    {
        if (authority != leaf.Owner && authority != leaf.Delegate)
            return BubblegumError.InvalidAuthority;
        return Has(leaf, LeafFlags.Frozen | LeafFlags.FrozenForGood) ? BubblegumError.AssetIsFrozen : null;
    }

    private static bool Has(LeafSchema leaf, LeafFlags flags) => ((LeafFlags)leaf.Flags & flags) != 0;

    private static LeafSchema With(LeafSchema leaf, LeafFlags flag, bool isSet) =>
        leaf with { Flags = (byte)(isSet ? (LeafFlags)leaf.Flags | flag : (LeafFlags)leaf.Flags & ~flag) };
}
