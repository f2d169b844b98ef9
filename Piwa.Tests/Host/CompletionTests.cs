using System.ComponentModel;
using System.Diagnostics;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Host;

/// <summary>Completes command lines in a real bash.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("piwa gen", "generate")]
    [InlineData("piwa ver", "verify")]
    [InlineData("piwa generate --shard", "--shard-assets")]
    [InlineData("piwa generate --preset zero", "zeroverse")]
    [InlineData("piwa generate --chain an", "anchor")]
    [InlineData("piwa oracle st", "standings")]
    [InlineData("piwa completion f", "fish")]
    public async Task BashCompletes(string line, string expected)
    {
        string[] words = line.Split(' ');
        PiwaResult result = await BashAsync($$"""
            set -e
            eval "$(piwa completion bash)"
            complete -p piwa | grep -q -- '-F _piwa'
            COMP_LINE='{{line}}' COMP_POINT={{line.Length}}
            _piwa piwa '{{words[^1]}}' '{{words[^2]}}'
            printf '%s\n' "${COMPREPLY[@]}"
            """);
        Assert.Equal([expected], result.Exits(0).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim()));
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _piwa piwa")]
    [InlineData("zsh", "compdef _piwa piwa")]
    [InlineData("fish", "complete -c piwa")]
    public async Task EachShellHasAScript(string shell, string expected) =>
        (await new PiwaProcess(_home.Path).RunAsync("completion", shell)).Exits(0).Says(expected);

    [Fact]
    public async Task AnotherShellIsRefused() => (await new PiwaProcess(_home.Path).RunAsync("completion", "tcsh")).Exits(2).Says("tcsh", "fish");

    private async Task<PiwaResult> BashAsync(string script)
    {
        var start = new ProcessStartInfo("bash", ["--norc", "-c", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _home.Path,
        };
        PiwaProcess.Isolate(start);
        start.Environment["HOME"] = _home.Path;
        start.Environment["PATH"] = $"{AppContext.BaseDirectory}:{Environment.GetEnvironmentVariable("PATH")}";
        try
        {
            using Process process = Process.Start(start)!;
            return await PiwaProcess.FinishAsync(process);
        }
        catch (Win32Exception)
        {
            Assert.Skip("There is no bash.");
            throw;
        }
    }
}
