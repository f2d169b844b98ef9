using System.Security.Cryptography;
using Piwa.Chain;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Collections;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Execution;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Ledger.Assets;

/// <summary>Trees, assets and collections as they must be, and random steps that change them. Many steps are refused: whoever acts is
/// drawn at random, more often than not one who may.</summary>
internal sealed partial class AssetWorld : IDisposable
{
    public const int People = 4;

    private static readonly TreeSize[] Sizes = [new(3, 8), new(5, 8), new(5, 8, 2), new(6, 16)];

    private static readonly byte[] CoreNumbers = [1, 21, 32, 200];

    private readonly Random _random;
    private readonly int _seed;
    private readonly Keypair _payer;
    private readonly Keypair[] _people;
    private readonly Dictionary<PublicKey, Keypair> _keys = [];
    private readonly List<ModelTree> _trees = [];
    private readonly List<ModelAsset> _assets = [];
    private readonly List<(PublicKey Key, PublicKey Authority, IReadOnlyList<CorePlugin> Plugins)> _collections = [];
    private int _created;

    public AssetWorld(int seed, Keypair payer)
    {
        _seed = seed;
        _random = new Random(seed);
        _payer = payer;
        _people = [.. Enumerable.Range(0, People).Select(i => Own($"person {i}"))];
        _keys.Add(payer.PublicKey, payer);
    }

    public IReadOnlyList<ModelTree> Trees => _trees;

    public IEnumerable<ModelAsset> Assets => _assets;

    public IEnumerable<PublicKey> PeopleKeys => _people.Select(person => person.PublicKey);

    public IEnumerable<PublicKey> Collections => _collections.Select(collection => collection.Key);

    public void Dispose()
    {
        foreach (Keypair key in _keys.Values)
        {
            if (key != _payer)
                key.Dispose();
        }
    }

    /// <summary>The next thing to try.</summary>
    public AssetStep Next()
    {
        if (_collections.Count == 0 || Below(60) == 0)
            return CreateCollection();
        if (!_trees.Any(tree => tree is { IsFull: false, Version: LeafVersion.V1 }))
            return CreateTree(LeafVersion.V1);
        if (!_trees.Any(tree => tree is { IsFull: false, Version: LeafVersion.V2 }))
            return CreateTree(LeafVersion.V2);
        if (Below(25) == 0)
            return ChangeTree();

        ModelAsset[] living = [.. _assets.Where(asset => !asset.IsBurned)];
        if (living.Length < 4 || Below(4) == 0)
            return Mint();
        ModelAsset picked = living[Below(living.Length)];
        return picked.Tree.Version == LeafVersion.V1 ? ChangeV1(picked) : ChangeV2(picked);
    }

    /// <summary>The same step with something wrong, or at least different; who must sign does.</summary>
    public AssetStep Spoil(AssetStep step)
    {
        int which = Below(step.Instructions.Length);
        Instruction instruction = step.Instructions[which];
        AccountMeta[] accounts = [.. instruction.Accounts];
        byte[] data = instruction.Data.ToArray();
        int account = Below(accounts.Length);
        switch (Below(8))
        {
            case 0:
                accounts[account] = accounts[account] with { Key = Anything() };
                break;
            case 1:
                accounts[account] = accounts[account] with { IsWritable = !accounts[account].IsWritable };
                break;
            case 2:
                accounts[account] = accounts[account] with { IsSigner = false };
                break;
            case 3:
                accounts = accounts[..account];
                break;
            case 4:
                accounts[account] = accounts[account] with { Key = accounts[Below(accounts.Length)].Key };
                break;
            case 5:
                data[Below(data.Length)] ^= (byte)(1 << Below(8));
                break;
            case 6:
                data = data[..Below(data.Length)];
                break;
            default:
                data = [.. data, .. Bytes(1 + Below(4))];
                break;
        }

        accounts = [.. accounts.Select(meta => meta with { IsSigner = meta.IsSigner && _keys.ContainsKey(meta.Key) })];
        Instruction[] spoiled = [.. step.Instructions];
        spoiled[which] = new Instruction(instruction.ProgramId, accounts, data);
        return Signed($"{step.Name}, spoiled", spoiled, () => { });
    }

    /// <summary>Instructions of the right programs, and nothing else right.</summary>
    public AssetStep Noise()
    {
        PublicKey program = Below(5) switch
        {
            0 => ProgramIds.MplCore,
            1 => ProgramIds.MplAccountCompression,
            _ => ProgramIds.Bubblegum,
        };
        AccountMeta[] accounts =
            [.. Enumerable.Range(0, Below(16)).Select(_ => new AccountMeta(Anything(), IsSigner: false, IsWritable: Below(2) == 0))];
        byte[] data = Bytes(Below(200));

        // Of Core the ledger runs three instructions; what it says to the others is its own.
        if (program == ProgramIds.MplCore && data.Length != 0)
            data[0] = CoreNumbers[Below(CoreNumbers.Length)];
        return Signed("noise", [new Instruction(program, accounts, data)], () => { });
    }

    private int Below(int bound) => _random.Next(bound);

    private bool Often() => Below(5) != 0;

    private byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private PublicKey Anything() => Below(8) switch
    {
        0 => ProgramIds.Bubblegum,
        1 => ProgramIds.System,
        2 => ProgramIds.MplNoop,
        3 when _trees.Count != 0 => _trees[Below(_trees.Count)].Key,
        4 when _trees.Count != 0 => ProgramAddress.TreeAuthority(_trees[Below(_trees.Count)].Key),
        5 when _collections.Count != 0 => _collections[Below(_collections.Count)].Key,
        6 => new PublicKey(Bytes(PublicKey.Size)),
        _ => Person(),
    };

    private PublicKey Person() => _people[Below(_people.Length)].PublicKey;

    private PublicKey Someone() => Below(3) == 0 ? _payer.PublicKey : Person();

    private Keypair Own(string name)
    {
        Keypair key = Keypair.FromSeed(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{_seed} {name} {_created++}")));
        _keys.Add(key.PublicKey, key);
        return key;
    }

    private AssetStep Signed(string name, Instruction[] instructions, Action apply)
    {
        Keypair[] signers =
        [
            .. instructions.SelectMany(instruction => instruction.Accounts)
                .Where(meta => meta.IsSigner && meta.Key != _payer.PublicKey)
                .Select(meta => meta.Key)
                .Distinct()
                .Select(key => _keys[key]),
        ];
        return new AssetStep(name, signers, instructions, apply);
    }

    private AssetStep Signed(string name, Instruction instruction, Action apply) => Signed(name, [instruction], apply);

    private AssetStep CreateTree(LeafVersion version)
    {
        Keypair key = Own("tree");
        TreeSize size = Sizes[Below(Sizes.Length)];
        CompressionProgram program = version == LeafVersion.V1 ? CompressionProgram.Spl : CompressionProgram.Mpl;
        PublicKey payer = _payer.PublicKey;
        bool isPublic = Below(3) == 0;

        // Sometimes the account has room for a part of a canopy, which is none.
        ulong bytes = (ulong)size.AccountBytes + (Below(6) == 0 ? 32UL : 0);
        return Signed(
            $"create_tree {version}",
            [
                SystemInstructions.CreateAccount(payer, key.PublicKey, Rent.MinimumBalance((int)bytes), bytes, program.Id),
                version == LeafVersion.V1
                    ? BubblegumInstructions.CreateTree(key.PublicKey, size, payer, payer, isPublic)
                    : BubblegumInstructions.CreateTreeV2(key.PublicKey, size, payer, payer, isPublic),
            ],
            () => _trees.Add(new ModelTree(key.PublicKey, version, size)));
    }

    private AssetStep ChangeTree()
    {
        ModelTree tree = _trees[Below(_trees.Count)];
        return Below(3) switch
        {
            0 => Signed(
                "set_tree_delegate",
                BubblegumInstructions.SetTreeDelegate(tree.Key, Often() ? _payer.PublicKey : Person(), Someone()),
                () => { }),
            1 => Signed(
                "set_decompressible_state",
                BubblegumInstructions.SetDecompressibleState(tree.Key, Often() ? _payer.PublicKey : Person(), Below(2) == 0),
                () => { }),
            _ => Signed("collect_v2", BubblegumInstructions.CollectV2(tree.Key), () => { }),
        };
    }

    private AssetStep CreateCollection()
    {
        Keypair key = Own("collection");
        PublicKey authority = Someone();
        List<CorePlugin> plugins = [];
        foreach (CorePluginKind kind in Enum.GetValues<CorePluginKind>())
        {
            if (kind == CorePluginKind.BubblegumV2 ? Often() : Below(2) == 0)
                plugins.Insert(Below(plugins.Count + 1), Plugin(kind));
        }

        if (Below(12) == 0 && plugins.Count != 0)
            plugins.Add(plugins[0]);
        return Signed(
            "create_collection",
            CoreInstructions.CreateCollection(key.PublicKey, _payer.PublicKey, "Piwa", "ar://c", authority, plugins),
            () => _collections.Add((key.PublicKey, authority, plugins)));
    }

    private CorePlugin Plugin(CorePluginKind kind) => new(kind)
    {
        Authority = kind == CorePluginKind.BubblegumV2 && Often() ? null : Below(4) switch
        {
            0 => CoreAuthority.Address(Someone()),
            1 => new CoreAuthority(CoreAuthorityKind.None),
            2 => CoreAuthority.UpdateAuthority,
            _ => null,
        },
        IsFrozen = Below(4) == 0,
        Delegates = Below(3) == 0 ? [Person()] : [],
        Attributes = [new("kind", "猫")],
        Royalties = new CoreRoyalties
        {
            BasisPoints = (ushort)(Often() ? 500 : 10_001),
            Shares = [new CoreRoyaltyShare(Person(), (byte)(Often() ? 100 : 99))],
            Rule = (CoreProgramRule)Below(3),
            Programs = Below(2) == 0 ? [ProgramIds.System] : [ProgramIds.Bubblegum, ProgramLoaders.Upgradeable],
        },
    };
}
