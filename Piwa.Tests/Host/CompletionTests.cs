using System.ComponentModel;
using System.Diagnostics;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Host;

/// <summary>Completes command lines in real shells.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    public static TheoryData<string, string> Lines => new()
    {
        { "piwa gen", "generate" }, { "piwa ver", "verify" }, { "piwa generate --shard", "--shard-assets" },
        { "piwa generate --preset zero", "zeroverse" }, { "piwa generate --chain an", "anchor" }, { "piwa oracle st", "standings" },
        { "piwa completion f", "fish" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task BashCompletes(string line, string expected)
    {
        string[] words = line.Split(' ');
        await CompletesAsync(expected, "bash", "--norc", "-c", $$"""
            set -e
            eval "$(piwa completion bash)"
            complete -p piwa | grep -q -- '-F _piwa'
            COMP_LINE='{{line}}' COMP_POINT={{line.Length}}
            _piwa piwa '{{words[^1]}}' '{{words[^2]}}'
            printf '%s\n' "${COMPREPLY[@]}"
            """);
    }

    // The completion system itself takes a terminal: what it calls, and what it is given, is looked at.
    [Theory]
    [MemberData(nameof(Lines))]
    public Task ZshCompletes(string line, string expected) => CompletesAsync(expected, "zsh", "-f", "-c", $$"""
        compdef() { completes=$1; }
        compadd() { shift; for word in "$@"; do [[ $word != ${words[-1]}* ]] || print -- "$word"; done; }
        _files() { print no-match; }
        source <(piwa completion zsh)
        words=({{line}}) BUFFER='{{line}}' CURSOR={{line.Length}}
        $completes
        """);

    [Theory]
    [MemberData(nameof(Lines))]
    public Task FishCompletes(string line, string expected) =>
        CompletesAsync(expected, "fish", "--no-config", "-c", $"piwa completion fish | source; complete -C '{line}'");

    [Theory]
    [InlineData("bash", "complete -o default -F _piwa piwa")]
    [InlineData("zsh", "compdef _piwa piwa")]
    [InlineData("fish", "complete -c piwa")]
    public async Task EachShellHasAScript(string shell, string expected) =>
        (await new PiwaProcess(_home.Path).RunAsync("completion", shell)).Exits(0).Says(expected);

    [Fact]
    public async Task AnotherShellIsRefused() => (await new PiwaProcess(_home.Path).RunAsync("completion", "tcsh")).Exits(2).Says("tcsh", "fish");

    private async Task CompletesAsync(string expected, string shell, params string[] arguments)
    {
        var start = new ProcessStartInfo(shell, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _home.Path,
        };
        PiwaProcess.Isolate(start);
        start.Environment["HOME"] = _home.Path;
        start.Environment["PATH"] = $"{Path.GetDirectoryName(PiwaProcess.Program)}:{Environment.GetEnvironmentVariable("PATH")}";
        PiwaResult result;
        try
        {
            using Process process = Process.Start(start)!;
            result = await PiwaProcess.FinishAsync(process);
        }
        catch (Win32Exception)
        {
            Assert.Skip($"There is no {shell}.");
            throw;
        }

        Assert.Equal([expected], result.Exits(0).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim()));
    }
}
