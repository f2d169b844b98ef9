using System.Buffers.Binary;
using System.Collections.Frozen;
using Piwa.Chain.Borsh;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Rpc;

namespace Piwa.Chain.Ledger.Programs;

/// <summary>The Bubblegum program: creates trees of compressed NFTs, mints into them, and changes what was minted.</summary>
/// <remarks>
/// Errors come in the order of the real program: data, accounts (each as it is taken), constraints, then the instruction's own checks.
/// Behaviour: mpl-bubblegum's program. Not run here, and refused with <see cref="InstructionErrorKind.UnsupportedProgramId"/>:
/// what needs Token Metadata (collections of version 1, leaving the tree) and attached data, which the program itself does not offer
/// yet. The closing of trees is not in the deployed program either.
/// </remarks>
internal sealed partial class BubblegumProcessor : LedgerProgram
{
    /// <summary>The account with the tree's configuration, in every instruction.</summary>
    private const int TreeAuthority = 0;

    /// <summary>Trees whose authority is remembered, for deriving it costs as much as all else of a mint.</summary>
    private const int RememberedAuthorities = 4096;

    private readonly Dictionary<PublicKey, PublicKey> _treeAuthorities = [];
    private readonly FrozenDictionary<ulong, Handler> _handlers;

    public BubblegumProcessor()
        : base(ProgramIds.Bubblegum, ProgramLoaders.Upgradeable)
    {
        Dictionary<ulong, Handler> handlers = new()
        {
            [Number(Discriminators.CreateTree)] = (frame, arguments) => CreateTree(frame, arguments, LeafVersion.V1),
            [Number(Discriminators.CreateTreeV2)] = (frame, arguments) => CreateTree(frame, arguments, LeafVersion.V2),
            [Number(Discriminators.MintV1)] = MintV1,
            [Number(Discriminators.MintV2)] = MintV2,
            [Number(Discriminators.Transfer)] = (frame, arguments) => Transfer(frame, arguments, burns: false),
            [Number(Discriminators.TransferV2)] = TransferV2,
            [Number(Discriminators.Burn)] = (frame, arguments) => Transfer(frame, arguments, burns: true),
            [Number(Discriminators.BurnV2)] = BurnV2,
            [Number(Discriminators.Delegate)] = Delegate,
            [Number(Discriminators.DelegateV2)] = (frame, arguments) => DelegateV2(frame, arguments, freezes: false),
            [Number(Discriminators.DelegateAndFreezeV2)] = (frame, arguments) => DelegateV2(frame, arguments, freezes: true),
            [Number(Discriminators.FreezeV2)] = (frame, arguments) => FreezeV2(frame, arguments, isFrozen: true),
            [Number(Discriminators.ThawV2)] = (frame, arguments) => FreezeV2(frame, arguments, isFrozen: false),
            [Number(Discriminators.ThawAndRevokeV2)] = ThawAndRevokeV2,
            [Number(Discriminators.SetNonTransferableV2)] = SetNonTransferableV2,
            [Number(Discriminators.VerifyCreator)] = (frame, arguments) => VerifyCreator(frame, arguments, isVerified: true),
            [Number(Discriminators.UnverifyCreator)] = (frame, arguments) => VerifyCreator(frame, arguments, isVerified: false),
            [Number(Discriminators.VerifyCreatorV2)] = (frame, arguments) => VerifyCreatorV2(frame, arguments, isVerified: true),
            [Number(Discriminators.UnverifyCreatorV2)] = (frame, arguments) => VerifyCreatorV2(frame, arguments, isVerified: false),
            [Number(Discriminators.UpdateMetadata)] = UpdateMetadata,
            [Number(Discriminators.UpdateMetadataV2)] = UpdateMetadataV2,
            [Number(Discriminators.SetCollectionV2)] = SetCollectionV2,
            [Number(Discriminators.SetTreeDelegate)] = (frame, _) => SetTreeDelegate(frame),
            [Number(Discriminators.SetDecompressibleState)] = SetDecompressibleState,
            [Number(Discriminators.CollectV2)] = (frame, _) => CollectV2(frame),
        };
        foreach (string name in new[]
        {
            "mint_to_collection_v1", "verify_collection", "unverify_collection", "set_and_verify_collection", "redeem", "cancel_redeem",
            "decompress_v1", "compress", "update_asset_data_v2",
        })
        {
            handlers.Add(Number(Discriminators.Of(name)), (frame, _) => Refuse(frame, name));
        }

        _handlers = handlers.ToFrozenDictionary();
    }

    private delegate InstructionFault? Handler(InstructionFrame frame, ReadOnlySpan<byte> arguments);

    private delegate T ArgumentReader<out T>(ref BorshReader reader);

    public override InstructionFault? Execute(InstructionFrame frame)
    {
        ReadOnlySpan<byte> data = frame.Data;
        if (data.Length < Discriminators.Size)
            return AnchorError.InstructionMissing;
        return _handlers.TryGetValue(Number(data), out Handler? handler)
            ? handler(frame, data[Discriminators.Size..])
            : AnchorError.InstructionFallbackNotFound;
    }

    private static ulong Number(ReadOnlySpan<byte> discriminator) => BinaryPrimitives.ReadUInt64LittleEndian(discriminator);

    private static InstructionFault? Refuse(InstructionFrame frame, string name)
    {
        frame.Log($"Program log: This ledger does not run {name}");
        return InstructionErrorKind.UnsupportedProgramId;
    }

    private static bool TryRead<T>(ReadOnlySpan<byte> arguments, ArgumentReader<T> read, out T? value)
        where T : class
    {
        BorshReader reader = new(arguments, "Arguments");
        try
        {
            value = read(ref reader);
            return true;
        }
        catch (WireFormatException)
        {
            value = null;
            return false;
        }
    }

    /// <summary>What broke while accounts were taken, that the configuration belongs to the tree, and then the constraints.</summary>
    private InstructionFault? Check(InstructionFrame frame, in AccountTaker accounts, int tree, bool changesConfig)
    {
        if (accounts.Fault is { } fault)
            return fault;
        if (frame.Key(TreeAuthority) != AuthorityOf(frame.Key(tree)))
            return AnchorError.ConstraintSeeds;
        return changesConfig && !frame.IsWritable(TreeAuthority) ? AnchorError.ConstraintMut : accounts.Violation;
    }

    /// <summary>The same for an instruction that changes a leaf, whose tree must be of its version. Those of version 2 may pay fees to the
    /// configuration.</summary>
    private InstructionFault? CheckChange(
        InstructionFrame frame, in AccountTaker accounts, int tree, in TreeConfig config, LeafVersion version)
    {
        if (Check(frame, in accounts, tree, changesConfig: version == LeafVersion.V2) is { } fault)
            return fault;
        return config.Version == version ? null : BubblegumError.UnsupportedSchemaVersion;
    }

    private PublicKey AuthorityOf(PublicKey tree)
    {
        if (_treeAuthorities.TryGetValue(tree, out PublicKey authority))
            return authority;
        if (_treeAuthorities.Count == RememberedAuthorities)
            _treeAuthorities.Clear();
        authority = ProgramAddress.TreeAuthority(tree);
        _treeAuthorities.Add(tree, authority);
        return authority;
    }
}
