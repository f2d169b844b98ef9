using System.Globalization;
using System.Runtime.InteropServices;
using Piwa.Chain.Keys;
using Piwa.Host.Terminal;

namespace Piwa.Host.Diagnosis;

/// <summary>Whether the wallet can be read, and by its owner alone.</summary>
internal static partial class WalletCheck
{
    public static async Task<Finding> RunAsync(string path, CancellationToken cancellationToken)
    {
        if (!Path.Exists(path))
            return Finding.Ok("wallet", $"'{path}' is not there: the first run makes it. Keep a copy then");
        try
        {
            using Keypair wallet = KeypairFile.Load(path);
            string text = $"{wallet.PublicKey} in '{path}'";
            return await IsAnothersAsync(path, cancellationToken).ConfigureAwait(false)
                ? Finding.Warning("wallet", $"{text}: the file is another user's", $"Run: chown {Environment.UserName} '{path}'")
                : Finding.Ok("wallet", text);
        }
        catch (KeypairFileException fault)
        {
            return Finding.Fault("wallet", fault.Message, "A run refuses it; --wallet names another.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Finding.Fault("wallet", fault.Message, $"Let {Environment.UserName} read it, or name another with --wallet.");
        }
    }

    /// <summary>.NET does not say whose a file is.</summary>
    private static async Task<bool> IsAnothersAsync(string path, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        string? owner = await ShellTool.AskAsync("stat", ["--format=%u", "--", path], cancellationToken).ConfigureAwait(false);
        return owner is not null && owner != GetEffectiveUser().ToString(CultureInfo.InvariantCulture);
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();
}
