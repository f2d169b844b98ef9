using Piwa.Chain.Keys;
using Piwa.Pipeline;

namespace Piwa.Host.Commands;

/// <summary>The wallet of a command that has no pipeline.</summary>
internal static class OperatorKey
{
    /// <summary>Opens it, or creates it.</summary>
    /// <param name="path">Its file; null for the one that pipelines take.</param>
    /// <exception cref="KeypairFileException">It is not safe, or damaged.</exception>
    public static Keypair Open(string? path)
    {
        string file = Path.GetFullPath(path ?? new PiwaOptions().WalletPath);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        return KeypairFile.LoadOrCreate(file);
    }
}
