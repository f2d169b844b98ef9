using System.Text.Json.Nodes;
using Piwa.Chain.Collections;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;
using Piwa.Tests.Chain.Ledger;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Chain.Peers;

/// <summary>Collections of Metaplex Core, with fresh random inputs, against the npm package mpl-core: it builds the instruction that we
/// build, and reads from the account what was asked for.</summary>
public sealed class CorePeerTests(ITestOutputHelper output)
{
    private const int Rounds = 150;
    private const int TextBytes = 40;

    [Fact]
    public void CollectionsAreThoseOfTheNpmClient()
    {
        NodeTool.Require(PeerCases.Tool);
        RandomChain random = RandomChain.Fresh(output);
        using TestLedger test = new();
        JsonArray creations = [];
        JsonArray accounts = [];
        List<JsonNode> instructions = [];
        List<JsonNode> collections = [];
        for (int i = 0; i < Rounds; i++)
        {
            using Keypair key = Keypair.FromSeed(random.Bytes(Keypair.SeedSize));
            string name = Text(random);
            string uri = Text(random);
            PublicKey? authority = random.MaybeKey();
            CorePlugin[] plugins = RandomPlugins(random);
            PublicKey payer = test.Payer.PublicKey;
            Instruction create = CoreInstructions.CreateCollection(key.PublicKey, payer, name, uri, authority, plugins);
            JsonObject arguments = new()
            {
                ["collection"] = PeerValues.Signer(key.PublicKey),
                ["payer"] = PeerValues.Signer(payer),
                ["name"] = name,
                ["uri"] = uri,
                ["plugins"] = new JsonArray([.. plugins.Select(plugin => (JsonNode)new JsonObject
                {
                    ["plugin"] = Argument(plugin),
                    ["authority"] = plugin.Authority is { } own ? AuthorityArgument(own) : null,
                })]),
            };
            if (authority is { } other)
                arguments["updateAuthority"] = PeerValues.Key(other);
            creations.Add(new JsonObject { ["create"] = arguments });
            instructions.Add(new JsonArray(PeerCases.Describe(create)));

            test.Send([key], create);
            byte[] data = test.Ledger.GetAccountInfo(key.PublicKey)!.Data.ToArray();
            CoreCollectionAccount parsed = CoreCollectionAccount.Parse(data);
            Assert.Equal(data, parsed.Encode());
            accounts.Add(new JsonObject { ["account"] = Convert.ToHexStringLower(data) });
            collections.Add(Seen(name, uri, authority ?? payer, plugins));
        }

        Compare(instructions, creations, random.Seed);
        Compare(collections, accounts, random.Seed);
        output.WriteLine($"{Rounds} instructions and accounts agree.");
    }

    private static void Compare(List<JsonNode> ours, JsonArray cases, int seed)
    {
        JsonArray theirs = JsonNode.Parse(NodeTool.RunWithInput(PeerCases.Tool, "Peers/core.mjs", cases.ToJsonString()))!.AsArray();
        Assert.Equal(ours.Count, theirs.Count);
        for (int i = 0; i < ours.Count; i++)
        {
            JsonNode own = JsonNode.Parse(ours[i].ToJsonString())!;
            Assert.True(
                JsonNode.DeepEquals(own, theirs[i]),
                $"Case {i} of seed {seed}:\ntheirs {theirs[i]!.ToJsonString()}\nours   {own.ToJsonString()}\ninput  {cases[i]!.ToJsonString()}");
        }
    }

    private static CorePlugin[] RandomPlugins(RandomChain random)
    {
        List<CorePlugin> plugins = [];
        foreach (CorePluginKind kind in Enum.GetValues<CorePluginKind>())
        {
            if (random.Coin())
                plugins.Insert(random.Below(plugins.Count + 1), RandomPlugin(random, kind));
        }

        return [.. plugins];
    }

    private static CorePlugin RandomPlugin(RandomChain random, CorePluginKind kind)
    {
        CoreProgramRule rule = (CoreProgramRule)random.Below(3);
        byte first = (byte)random.Below(101);
        return new CorePlugin(kind)
        {
            Authority = kind == CorePluginKind.BubblegumV2 || random.Coin()
                ? null
                : random.Below(3) switch
                {
                    0 => CoreAuthority.UpdateAuthority,
                    1 => new CoreAuthority(CoreAuthorityKind.None),
                    _ => CoreAuthority.Address(random.Key()),
                },
            IsFrozen = kind == CorePluginKind.PermanentFreezeDelegate && random.Coin(),
            Delegates = kind == CorePluginKind.UpdateDelegate ? Keys(random) : [],
            Attributes = kind == CorePluginKind.Attributes
                ? [.. Keys(random).Select(_ => KeyValuePair.Create(Text(random), Text(random)))]
                : [],
            Royalties = new CoreRoyalties
            {
                BasisPoints = (ushort)random.Below(10_001),
                Shares = [new CoreRoyaltyShare(random.Key(), first), new CoreRoyaltyShare(random.Key(), (byte)(100 - first))],
                Rule = rule,
                Programs = rule == CoreProgramRule.None ? [] : Keys(random),
            },
        };
    }

    /// <summary>Text without null characters, which the package leaves out when it reads.</summary>
    private static string Text(RandomChain random) => random.Text(TextBytes).Replace("\0", "", StringComparison.Ordinal);

    private static PublicKey[] Keys(RandomChain random) => [.. Enumerable.Range(0, random.Below(4)).Select(_ => random.Key())];

    /// <summary>A plugin as the package takes it.</summary>
    private static JsonObject Argument(CorePlugin plugin) => new()
    {
        ["__kind"] = plugin.Kind.ToString(),
        ["fields"] = new JsonArray(plugin.Kind switch
        {
            CorePluginKind.Royalties => new JsonObject
            {
                ["basisPoints"] = plugin.Royalties.BasisPoints,
                ["creators"] = Shares(plugin.Royalties, PeerValues.Key),
                ["ruleSet"] = plugin.Royalties.Rule == CoreProgramRule.None
                    ? new JsonObject { ["__kind"] = "None" }
                    : new JsonObject
                    {
                        ["__kind"] = RuleOf(plugin.Royalties),
                        ["fields"] = new JsonArray(ListOf(plugin.Royalties.Programs, PeerValues.Key)),
                    },
            },
            CorePluginKind.UpdateDelegate => new JsonObject { ["additionalDelegates"] = ListOf(plugin.Delegates, PeerValues.Key) },
            CorePluginKind.PermanentFreezeDelegate => new JsonObject { ["frozen"] = plugin.IsFrozen },
            CorePluginKind.Attributes => new JsonObject { ["attributeList"] = Attributes(plugin) },
            _ => new JsonObject(),
        }),
    };

    private static JsonObject AuthorityArgument(CoreAuthority authority) => authority.Kind == CoreAuthorityKind.Address
        ? new JsonObject { ["__kind"] = "Address", ["address"] = PeerValues.Key(authority.Key) }
        : new JsonObject { ["__kind"] = authority.Kind.ToString() };

    /// <summary>A collection as the package's client sees it.</summary>
    private static JsonObject Seen(string name, string uri, PublicKey updateAuthority, CorePlugin[] plugins)
    {
        JsonObject seen = new()
        {
            ["name"] = name,
            ["uri"] = uri,
            ["updateAuthority"] = updateAuthority.ToString(),
            ["numMinted"] = 0,
            ["currentSize"] = 0,
        };
        foreach (CorePlugin plugin in plugins)
        {
            JsonObject fields = plugin.Kind switch
            {
                CorePluginKind.Royalties => new JsonObject
                {
                    ["basisPoints"] = plugin.Royalties.BasisPoints,
                    ["creators"] = Shares(plugin.Royalties, Plain),
                    ["ruleSet"] = plugin.Royalties.Rule == CoreProgramRule.None
                        ? new JsonObject { ["type"] = "None" }
                        : new JsonObject { ["type"] = RuleOf(plugin.Royalties), ["addresses"] = ListOf(plugin.Royalties.Programs, Plain) },
                },
                CorePluginKind.UpdateDelegate => new JsonObject { ["additionalDelegates"] = ListOf(plugin.Delegates, Plain) },
                CorePluginKind.PermanentFreezeDelegate => new JsonObject { ["frozen"] = plugin.IsFrozen },
                CorePluginKind.Attributes => new JsonObject { ["attributeList"] = Attributes(plugin) },
                _ => [],
            };
            CoreAuthority authority = plugin.Authority
                ?? (plugin.Kind == CorePluginKind.BubblegumV2 ? CoreAuthority.Address(ProgramIds.Bubblegum) : CoreAuthority.UpdateAuthority);
            JsonObject who = new() { ["type"] = authority.Kind.ToString() };
            if (authority.Kind == CoreAuthorityKind.Address)
                who["address"] = authority.Key.ToString();
            fields["authority"] = who;
            string kind = plugin.Kind.ToString();
            seen[char.ToLowerInvariant(kind[0]) + kind[1..]] = fields;
        }

        return seen;
    }

    private static string RuleOf(CoreRoyalties royalties) =>
        royalties.Rule == CoreProgramRule.AllowList ? "ProgramAllowList" : "ProgramDenyList";

    private static JsonNode Plain(PublicKey key) => JsonValue.Create(key.ToString());

    private static JsonArray ListOf(IReadOnlyList<PublicKey> keys, Func<PublicKey, JsonNode> convert) => [.. keys.Select(convert)];

    private static JsonArray Shares(CoreRoyalties royalties, Func<PublicKey, JsonNode> convert) =>
    [
        .. royalties.Shares.Select(share => (JsonNode)new JsonObject
        {
            ["address"] = convert(share.Address),
            ["percentage"] = share.Percentage,
        }),
    ];

    private static JsonArray Attributes(CorePlugin plugin) =>
        [.. plugin.Attributes.Select(pair => (JsonNode)new JsonObject { ["key"] = pair.Key, ["value"] = pair.Value })];
}
