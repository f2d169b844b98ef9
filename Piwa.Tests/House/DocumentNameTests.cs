using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Piwa.Host.Commands;

namespace Piwa.Tests.House;

/// <summary>What the documents name between backticks is there: commands, options, types, files, variables.</summary>
public sealed partial class DocumentNameTests
{
    private static readonly RootCommand Root = PiwaCommand.Create().Root;

    /// <summary>Where code is, and scripts.</summary>
    private static readonly string[] Folders =
        ["Common", "Piwa.Kernels", "Piwa.Chain", "Piwa.Pipeline", "Piwa.Host", "Piwa.Bench", "Piwa.Tests", "samples", "eng", ".ci", "packaging"];

    /// <summary>Options of the programs of others.</summary>
    private static readonly string[] OptionsOfOthers = ["--vulnerable", "--instruction-set", "--inputbubble"];

    /// <summary>Names of others: what they are is said where they stand.</summary>
    private static readonly string[] NamesOfOthers = ["NoInlining", "PublishReadyToRunComposite"];

    private static readonly HashSet<string> Words = [.. Folders.SelectMany(Files).Concat(Directory.GetFiles(Repository.Root, "*.props")).SelectMany(file => Word().Matches(File.ReadAllText(file))).Select(word => word.Value)];

    public static TheoryData<string> Documents => [.. Document.Current];

    [Theory]
    [MemberData(nameof(Documents))]
    public void CommandsAreThose(string document)
    {
        IEnumerable<string> lines = DocumentScript.BlocksOf(document).SelectMany(lines => lines).Concat(Document.Spans(document));
        List<string> wrong = [];
        foreach (Match match in lines.SelectMany(line => Call().Matches(line)))
        {
            string[] words = [.. CommandLineParser.SplitCommandLine(match.Groups[1].Value)];
            Command command = Root;
            foreach (string word in words)
            {
                if (command.Subcommands.FirstOrDefault(each => each.Name == word) is { } child)
                    command = child;
                else if (command == Root && !word.StartsWith('-'))
                    wrong.Add($"{match.Value}: there is no {word}");
            }

            wrong.AddRange(words.Where(word => word.StartsWith("--", StringComparison.Ordinal)).Select(word => word.Split('=')[0])
                .Where(word => !command.Options.Concat(Root.Options).Any(option => option.Name == word))
                .Select(word => $"{match.Value}: there is no {word}"));
        }

        Assert.Empty(wrong);
    }

    /// <summary>Whole lines are parsed as the program parses them.</summary>
    [Theory]
    [MemberData(nameof(Documents))]
    public void CommandLinesOfBlocksParse(string document) => Assert.Empty(
        DocumentScript.BlocksOf(document).SelectMany(lines => lines).SelectMany(line => Call().Matches(line)).Select(call => call.Groups[1].Value)
            .SelectMany(line => Root.Parse(line).Errors.Select(error => $"{line}: {error.Message}")));

    [Theory]
    [MemberData(nameof(Documents))]
    public void OptionsAreThose(string document)
    {
        HashSet<string> options = [.. OptionsOf(Root), .. OptionsOfOthers];
        string bench = string.Concat(Files("Piwa.Bench").Select(File.ReadAllText));
        string[] missing =
        [
            .. Document.Spans(document).Where(span => span.StartsWith("--", StringComparison.Ordinal)).Select(span => OptionName().Match(span).Value)
                .Where(option => !options.Contains(option) && !bench.Contains($"\"{option}\"", StringComparison.Ordinal)),
        ];
        Assert.Empty(missing);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void CommandsOfTheBenchAreThose(string document)
    {
        string bench = string.Concat(Files("Piwa.Bench").Select(File.ReadAllText));
        IEnumerable<Match> calls = DocumentScript.BlocksOf(document).SelectMany(lines => lines).Concat(Document.Spans(document)).SelectMany(line => BenchCall().Matches(line));
        Assert.All(calls, call =>
        {
            Assert.Contains($"Command(\"{call.Groups[1].Value}\"", bench, StringComparison.Ordinal);
            Assert.All(OptionName().Matches(call.Groups[2].Value), option => Assert.Contains($"\"{option.Value}\"", bench, StringComparison.Ordinal));
        });
    }

    /// <summary>Types and members, tests among them; variables.</summary>
    [Theory]
    [MemberData(nameof(Documents))]
    public void NamesOfTheCodeAreThose(string document) => Assert.Empty(
        Document.Spans(document).Where(span => CodeName().IsMatch(span)).SelectMany(span => Word().Matches(span))
            .Concat(Variable().Matches(Document.Read(document)))
            .Select(word => word.Value).Distinct().Except(Words).Except(NamesOfOthers));

    [Theory]
    [MemberData(nameof(Documents))]
    public void TargetsOfTheFuzzerAreThose(string document) => Assert.All(
        FuzzCall().Matches(Document.Read(document)).SelectMany(call => call.Groups[1].Value.Split(' ')),
        target => Assert.True(Directory.Exists(Path.Combine(Repository.Root, "Piwa.Tests", "Fuzzing", "Corpus", target)), target));

    /// <summary>Paths that begin in the source tree.</summary>
    [Theory]
    [MemberData(nameof(Documents))]
    public void FilesAreThere(string document)
    {
        string[] missing =
        [
            .. Document.Spans(document).Concat(DocumentScript.BlocksOf(document).SelectMany(lines => lines).SelectMany(line => line.Split(' ')))
                .Where(span => TreePath().Match(span) is { Success: true } path && Folders.Contains(path.Groups[1].Value))
                .Where(span => !span.Contains("/bin/", StringComparison.Ordinal) && !Path.Exists(Path.Combine(Repository.Root, span))),
        ];
        Assert.Empty(missing);
    }

    private static IEnumerable<string> OptionsOf(Command command) =>
        command.Options.Select(option => option.Name).Concat(command.Subcommands.SelectMany(OptionsOf));

    private static IEnumerable<string> Files(string folder) => Directory
        .EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories)
        .Where(file => !Skipped().IsMatch(file) && (file.EndsWith(".cs", StringComparison.Ordinal) || folder is "eng" or ".ci" or "packaging"));

    [GeneratedRegex(@"\bpiwa (?=[a-z])([^|&;)]*)")]
    private static partial Regex Call();

    [GeneratedRegex(@"Piwa\.Bench -- ([a-z0-9-]+)(.*)")]
    private static partial Regex BenchCall();

    [GeneratedRegex(@"--[a-z0-9-]+")]
    private static partial Regex OptionName();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    [GeneratedRegex(@"^[A-Z][a-z]+[A-Z]\w*(\.[A-Z]\w*)*(\(\w*\))?$|^[A-Z][a-z]+\w*(\.[A-Z]\w*)+(\(\w*\))?$")]
    private static partial Regex CodeName();

    [GeneratedRegex(@"\bPIWA_[A-Z_]+\b")]
    private static partial Regex Variable();

    [GeneratedRegex("eng/fuzz ([a-z -]+)$", RegexOptions.Multiline)]
    private static partial Regex FuzzCall();

    [GeneratedRegex(@"^([\w.]+)/[\w./-]+$")]
    private static partial Regex TreePath();

    [GeneratedRegex(@"[/\\](obj|bin|node_modules)[/\\]")]
    private static partial Regex Skipped();
}
