using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Piwa.Tests.House;

/// <summary>
/// All C# of the documents as one program: the README's as it stands, then that of each other document as a method of its own. Blocks that
/// declare types are files of their own; a document's other blocks belong together, in their order.
/// </summary>
internal static partial class DocumentProgram
{
    /// <summary>What readers have before a document's first block, and what is changed so that it runs here, in moments.</summary>
    private static readonly Dictionary<string, (string Before, (string What, string With)[] Changes)> Given = new()
    {
        ["docs/embedding.md"] = ("", [("count: 100", "count: 4"), ("assetCount: 100", "assetCount: 4")]),
        ["docs/minting.md"] = (
            """
            using var chain = Piwa.Chain.Ledger.EmbeddedLedger.OpenInMemory();
            await using var server = Piwa.Chain.Ledger.Serving.LedgerServer.Start(chain, new() { Port = 0 });
            using (Keypair own = KeypairFile.LoadOrCreate("wallet.json"), collection = KeypairFile.LoadOrCreate("collection.json"))
                chain.RequestAirdrop(own.PublicKey, 100_000_000_000);
            """,
            [("new Uri(\"https://api.devnet.solana.com\")", "server.Address")]),
        ["docs/provenance.md"] = (
            """
            using Keypair own = Keypair.Generate(), issuer = Keypair.Generate();
            PublicKey wallet = own.PublicKey, museumWallet = issuer.PublicKey;
            Hash256 hash = new(new byte[32]);
            ContentClaim[] claims = [new(ContentKind.Mesh, hash)];
            string[] recordFiles = ["shards.records"];
            using (var records = new UploadRecordWriter(recordFiles[0]))
            {
                records.Write(new UploadRecord(hash, 7, 64, ContentKind.Mesh, wallet));
                records.Complete();
            }
            """,
            []),
    };

    /// <summary>What the methods say when all went well.</summary>
    public static string[] Says { get; } = [" px, ", " bytes of depth", " triangles of ", "4 assets are in the data set"];

    /// <summary>Version of the clock for tests that docs/testing.md uses.</summary>
    public static string TestingVersion { get; } = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props"))
        .Descendants("PackageVersion").Single(package => package.Attribute("Include")!.Value == "Microsoft.Extensions.TimeProvider.Testing")
        .Attribute("Version")!.Value;

    /// <summary>The files, by name.</summary>
    public static IEnumerable<(string Name, string Text)> Files()
    {
        string program = Document.Block(Document.Readme, "csharp");
        foreach (IGrouping<string, DocumentBlock> document in Document.Blocks.Where(block => block.Language == "csharp" && block.Document != Document.Readme)
            .GroupBy(block => block.Document))
        {
            string name = string.Concat("Of", Path.GetFileNameWithoutExtension(document.Key));
            (string before, (string What, string With)[] changes) = Given.GetValueOrDefault(document.Key, ("", []));
            Assert.All(changes, change => Assert.Contains(document, block => block.Text.Contains(change.What, StringComparison.Ordinal)));
            ILookup<bool, (int Line, string Text)> blocks = document.ToLookup(
                block => TypeDeclaration().IsMatch(block.Text),
                block => (block.Line, changes.Aggregate(block.Text, (text, change) => text.Replace(change.What, change.With, StringComparison.Ordinal))));
            foreach ((int line, string type) in blocks[true])
                yield return ($"{name}{line}.cs", type);
            if (!blocks[false].Any())
                continue;

            string text = string.Concat(blocks[false].Select(block => block.Text));
            yield return ($"{name}.cs", AsMethod(name, before, text));
            program += $"await {name}.RunAsync();\n";
        }

        yield return ("Program.cs", program);
    }

    private static string AsMethod(string name, string before, string text)
    {
        ILookup<bool, string> lines = text.Split('\n').ToLookup(line => UsingDirective().IsMatch(line));
        return $$"""
            {{string.Join('\n', lines[true].Distinct())}}
            internal static class {{name}}
            {
                public static async Task RunAsync()
                {
                    await Task.CompletedTask;
                    {{before}}
                    {{string.Join('\n', lines[false])}}
                }
            }
            """;
    }

    [GeneratedRegex(@"^(public|internal) (static|sealed) ", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"^using (static )?[\w.]+;$")]
    private static partial Regex UsingDirective();
}
