using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Fuzzing;

/// <summary>Every parser of Piwa as a target: what reads bytes that others may have made.</summary>
/// <remarks>For one thread.</remarks>
internal sealed partial class FuzzTargets : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    public FuzzTargets() =>
        All = [.. Recipes(), .. Blobs(), .. Shards(), .. Manifests(), .. Files(), .. Keys(), .. Accounts(), .. Logs(), .. Services(), .. Nodes()];

    public IReadOnlyList<FuzzTarget> All { get; }

    public static IReadOnlyList<string> Names { get; } = ReadNames();

    public FuzzTarget this[string name] => All.First(target => target.Name == name);

    public void Dispose()
    {
        DisposeServices();
        _home.Dispose();
    }

    private static List<string> ReadNames()
    {
        using FuzzTargets targets = new();
        return [.. targets.All.Select(target => target.Name)];
    }

    private static string Text(byte[] input) => System.Text.Encoding.UTF8.GetString(input);

    private static void Same(string first, string second) => FuzzException.Unless(first == second, $"Read again it is another: {first} and {second}");

    private static void Same(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => FuzzException.Unless(
        first.SequenceEqual(second),
        $"Read again it is another: {Convert.ToHexString(first[..Math.Min(first.Length, 200)])} and {Convert.ToHexString(second[..Math.Min(second.Length, 200)])}");

    /// <summary>The input as a file.</summary>
    private string FileOf(byte[] input, string name = "input")
    {
        string path = _home[name];
        File.WriteAllBytes(path, input);
        return path;
    }
}
