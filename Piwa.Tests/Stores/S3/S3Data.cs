using Piwa.Pipeline.Stores;

namespace Piwa.Tests.Stores.S3;

/// <summary>Bytes to put, and what came of them.</summary>
internal static class S3Data
{
    public static byte[] Bytes(int count, int seed)
    {
        byte[] content = new byte[count];
        new Random(seed).NextBytes(content);
        return content;
    }

    public static async Task<byte[]> ReadAsync(this IShardStore store, string name)
    {
        await using Stream stream = await store.OpenReadAsync(name, TestContext.Current.CancellationToken);
        var content = new MemoryStream();
        await stream.CopyToAsync(content, TestContext.Current.CancellationToken);
        return content.ToArray();
    }

    public static async Task<List<string>> NamesAsync(this IShardStore store, string prefix)
    {
        List<string> names = [];
        await foreach (string name in store.ListAsync(prefix, TestContext.Current.CancellationToken))
            names.Add(name);
        names.Sort(StringComparer.Ordinal);
        return names;
    }
}
