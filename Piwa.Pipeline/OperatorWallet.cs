using Piwa.Chain.Keys;
using Piwa.Pipeline.Shards;

namespace Piwa.Pipeline;

/// <summary>The operator's keypair file.</summary>
internal static class OperatorWallet
{
    /// <summary>Where it is unless told otherwise.</summary>
    public static string DefaultPath => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "piwa",
        "wallet.json");

    /// <summary>Opens it, or creates it.</summary>
    public static Keypair Open(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory)
            Directory.CreateDirectory(directory);
        return KeypairFile.LoadOrCreate(path);
    }

    /// <summary>All assets of a data set have one owner: the order of the manifest is the order of the wallet's leaves.</summary>
    /// <exception cref="DatasetMismatchException">They are of another wallet.</exception>
    public static void Check(Dataset dataset, Keypair wallet, string path)
    {
        string address = wallet.PublicKey.ToString();
        if (dataset.Shards.FirstOrDefault(shard => shard.Wallet != address) is { } other)
        {
            throw new DatasetMismatchException(
                $"The assets of '{dataset.DirectoryPath}' belong to the wallet {other.Wallet}; '{path}' is {address}. "
                + "Give the wallet that began the data set to continue it, or another directory to begin a new one.");
        }
    }
}
