using System.Globalization;
using System.Text;
using Piwa.Chain.Bubblegum;
using Piwa.Chain.Hashing;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;
using Piwa.Chain.Trees;

namespace Piwa.Tests.Chain.Peers;

/// <summary>Random things of the chain. The seed of a failure reproduces it: set PIWA_PEER_SEED.</summary>
internal sealed class RandomChain(int seed)
{
    private static readonly string[] Letters = ["a", "Z", "7", " ", "é", "ß", "猫", "🐈", "\u0000", "\"", "\\"];

    private readonly Random _random = new(seed);

    public int Seed { get; } = seed;

    public static RandomChain Fresh(ITestOutputHelper output)
    {
        string? fixedSeed = Environment.GetEnvironmentVariable("PIWA_PEER_SEED");
        int seed = fixedSeed is null ? Random.Shared.Next() : int.Parse(fixedSeed, CultureInfo.InvariantCulture);
        output.WriteLine($"PIWA_PEER_SEED={seed}");
        return new RandomChain(seed);
    }

    public int Below(int bound) => _random.Next(bound);

    public bool Coin() => _random.Next(2) == 0;

    public byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    public PublicKey Key() => new(Bytes(PublicKey.Size));

    public Hash256 Hash() => new(Bytes(Hash256.Size));

    public ulong UInt64() => (ulong)_random.NextInt64(long.MinValue, long.MaxValue) >> _random.Next(64);

    public PublicKey? MaybeKey() => Coin() ? Key() : null;

    public string Text(int maximumBytes)
    {
        StringBuilder text = new();
        int left = _random.Next(maximumBytes + 1);
        while (true)
        {
            string letter = Letters[_random.Next(Letters.Length)];
            left -= System.Text.Encoding.UTF8.GetByteCount(letter);
            if (left < 0)
                return text.ToString();
            text.Append(letter);
        }
    }

    public Creator[] Creators(int minimum = 0)
    {
        Creator[] creators = new Creator[_random.Next(minimum, MetadataLimits.MaximumCreators + 1)];
        int left = 100;
        for (int i = 0; i < creators.Length; i++)
        {
            int share = i == creators.Length - 1 ? left : _random.Next(left + 1);
            left -= share;
            creators[i] = new Creator(Key(), Coin(), (byte)share);
        }

        return creators;
    }

    public MetadataArgs Metadata(CollectionClaim? collection = null, int minimumCreators = 0) => new()
    {
        Name = Text(MetadataLimits.MaximumNameBytes),
        Symbol = Text(MetadataLimits.MaximumSymbolBytes),
        Uri = Text(MetadataLimits.MaximumUriBytes),
        SellerFeeBasisPoints = (ushort)Below(10_001),
        PrimarySaleHappened = Coin(),
        IsMutable = Coin(),
        EditionNonce = Coin() ? (byte)Below(256) : null,
        Collection = collection ?? (Coin() ? new CollectionClaim(Key()) : null),
        Uses = Coin() ? new Uses((UseMethod)Below(3), UInt64(), UInt64()) : null,
        TokenProgramVersion = (TokenProgramVersion)Below(2),
        Creators = Creators(minimumCreators),
    };

    public MetadataArgsV2 MetadataV2(int minimumCreators = 0) => new()
    {
        Name = Text(MetadataLimits.MaximumNameBytes),
        Symbol = Text(MetadataLimits.MaximumSymbolBytes),
        Uri = Text(MetadataLimits.MaximumUriBytes),
        SellerFeeBasisPoints = (ushort)Below(10_001),
        PrimarySaleHappened = Coin(),
        IsMutable = Coin(),
        Creators = Creators(minimumCreators),
        Collection = MaybeKey(),
    };

    public MetadataUpdate Update() => new()
    {
        Name = Coin() ? Text(MetadataLimits.MaximumNameBytes) : null,
        Symbol = Coin() ? Text(MetadataLimits.MaximumSymbolBytes) : null,
        Uri = Coin() ? Text(MetadataLimits.MaximumUriBytes) : null,
        Creators = Coin() ? Creators() : null,
        SellerFeeBasisPoints = Coin() ? (ushort)Below(10_001) : null,
        PrimarySaleHappened = Coin() ? Coin() : null,
        IsMutable = Coin() ? Coin() : null,
    };

    public TreeSize Size() => TreeSize.All[Below(TreeSize.All.Count)];

    public MerkleProof Proof(Hash256 leaf)
    {
        int depth = 1 + Below(24);
        return new MerkleProof(leaf, (uint)Below(1 << depth), [.. Enumerable.Range(0, depth).Select(_ => Hash())]);
    }

    public ProvenLeaf Leaf(MetadataArgs? metadata = null)
    {
        PublicKey tree = Key();
        PublicKey owner = Key();
        LeafSchema leaf = LeafSchema.ForMint(tree, UInt64(), owner, Coin() ? owner : Key(), metadata ?? Metadata());
        return Proven(tree, leaf);
    }

    public ProvenLeaf LeafV2(PublicKey? collection) => LeafV2(new MetadataArgsV2 { Name = "x", Collection = collection });

    public ProvenLeaf LeafV2(MetadataArgsV2 metadata)
    {
        PublicKey tree = Key();
        PublicKey owner = Key();
        LeafSchema leaf = LeafSchema.ForMint(tree, UInt64(), owner, Coin() ? owner : Key(), metadata);
        if (Coin())
            leaf = leaf with { Flags = (byte)Below(8) };
        if (Coin())
            leaf = leaf with { AssetDataHash = Hash() };
        return Proven(tree, leaf);
    }

    public PublicKey HolderOf(ProvenLeaf asset) => Coin() ? asset.Leaf.Owner : asset.Leaf.Delegate;

    public Instruction Instruction(IReadOnlyList<PublicKey> keys, IReadOnlyList<PublicKey> signers)
    {
        AccountMeta[] accounts =
        [
            .. Enumerable.Range(0, Below(7)).Select(_ => Below(4) == 0
                ? new AccountMeta(signers[Below(signers.Count)], IsSigner: true, IsWritable: Coin())
                : new AccountMeta(keys[Below(keys.Count)], IsSigner: false, IsWritable: Coin())),
        ];
        return new Instruction(keys[Below(keys.Count)], accounts, Bytes(Below(30)));
    }

    private ProvenLeaf Proven(PublicKey tree, LeafSchema leaf)
    {
        MerkleProof proof = Proof(leaf.Hash());
        return new ProvenLeaf(tree, leaf, proof.ComputeRoot(), proof, canopyDepth: Below(proof.Siblings.Count + 1));
    }
}
