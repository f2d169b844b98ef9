namespace Piwa.Host.Pages;

/// <summary>Keeps what was made last, up to so many bytes.</summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="mostBytes">Bytes of all that is kept.</param>
internal sealed class RecentBytes(long mostBytes)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, byte[] Value)>> _entries = [];
    private readonly LinkedList<(string Key, byte[] Value)> _order = [];
    private long _bytes;

    /// <summary>What is kept by that name; null if nothing is.</summary>
    public byte[]? Find(string key)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var entry))
                return null;
            _order.Remove(entry);
            _order.AddFirst(entry);
            return entry.Value.Value;
        }
    }

    /// <summary>Keeps it; what was asked for longest ago goes.</summary>
    public void Add(string key, byte[] value)
    {
        lock (_lock)
        {
            if (_entries.ContainsKey(key))
                return;
            _entries[key] = _order.AddFirst((key, value));
            _bytes += value.Length;
            while (_bytes > mostBytes)
            {
                (string oldest, byte[] gone) = _order.Last!.Value;
                _order.RemoveLast();
                _entries.Remove(oldest);
                _bytes -= gone.Length;
            }
        }
    }
}
