using System.Security.Cryptography;
using Piwa.Tests.House;

namespace Piwa.Tests.Fuzzing;

/// <summary>Inputs of a target that are kept: real ones, those that reach something new, and each that ever failed.</summary>
internal static class FuzzCorpus
{
    private const string Failures = "TestResults/fuzzing";

    /// <summary>Names of inputs that code made, as opposed to those that were found.</summary>
    public const string SeedPrefix = "seed-", FoundPrefix = "found-", FailurePrefix = "fail-";

    public static string DirectoryOf(string target) => Path.Combine(Repository.Root, "Piwa.Tests", "Fuzzing", "Corpus", target);

    /// <summary>All inputs, in the order of their names.</summary>
    public static List<byte[]> Read(FuzzTarget target) => Directory.Exists(DirectoryOf(target.Name))
        ? [.. Directory.EnumerateFiles(DirectoryOf(target.Name)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)]
        : [];

    /// <summary>The inputs of a target that Piwa itself has made.</summary>
    public static IEnumerable<byte[]> Seeds(string target) => Directory
        .EnumerateFiles(DirectoryOf(target), SeedPrefix + "*").Order(StringComparer.Ordinal).Select(File.ReadAllBytes);

    /// <summary>Keeps an input that failed where it can be looked at.</summary>
    /// <returns>Where it is.</returns>
    public static string KeepFailure(FuzzTarget target, byte[] input) => Write(Path.Combine(Repository.Root, Failures, target.Name), FailurePrefix, input);

    /// <summary>Adds an input to the corpus.</summary>
    public static string Keep(FuzzTarget target, string prefix, byte[] input) => Write(DirectoryOf(target.Name), prefix, input);

    private static string Write(string directory, string prefix, byte[] input)
    {
        const int NameDigits = 12;
        Directory.CreateDirectory(directory);
        string path = Path.Combine(directory, prefix + Convert.ToHexStringLower(SHA256.HashData(input))[..NameDigits]);
        File.WriteAllBytes(path, input);
        return path;
    }
}
