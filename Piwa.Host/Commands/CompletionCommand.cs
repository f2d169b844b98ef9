using System.CommandLine;
using Piwa.Host.Terminal;

namespace Piwa.Host.Commands;

/// <summary><c>piwa completion</c>: prints a script with which a shell completes the command line.</summary>
/// <remarks>The scripts ask the program itself, by the directive <c>[suggest:POSITION]</c> of System.CommandLine: they never grow old.</remarks>
internal static class CompletionCommand
{
    private const string Bash = """
        # Completes piwa in bash:  eval "$(piwa completion bash)"
        _piwa() {
            local IFS=$'\n' found
            found=$("$1" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)
            COMPREPLY=( $(compgen -W "${found}" -- "$2") )
        }
        complete -o default -F _piwa piwa
        """;

    private const string Zsh = """
        #compdef piwa
        # Completes piwa in zsh:  source <(piwa completion zsh)
        _piwa() {
            local -a found
            found=("${(@f)$("${words[1]}" "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            if [[ -n "${found[1]}" ]]; then compadd -- "${found[@]}"; else _files; fi
        }
        compdef _piwa piwa
        """;

    private const string Fish = """
        # Completes piwa in fish:  piwa completion fish | source
        function __piwa_suggest
            set -l line (commandline -cp)
            piwa "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c piwa -a '(__piwa_suggest)'
        """;

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Prints a script with which a shell completes piwa's command line.") { shell };
        command.SetAction((parsed, _) => Errors.GuardAsync(_ =>
        {
            Console.WriteLine(parsed.GetRequiredValue(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Fish });
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }
}
