namespace Piwa.Pipeline.Shards;

/// <summary>The least and the greatest value of a column, as their bytes: readers pass over row groups by it.</summary>
/// <param name="least">Least value.</param>
/// <param name="greatest">Greatest value.</param>
internal readonly ref struct ValueRange(ReadOnlySpan<byte> least, ReadOnlySpan<byte> greatest)
{
    private readonly bool _isKnown = true;
    private readonly ReadOnlySpan<byte> _least = least;
    private readonly ReadOnlySpan<byte> _greatest = greatest;

    /// <summary>Writes it as Parquet's statistics: with the names of old readers, and with those of new ones. No value is null.</summary>
    public void Write(ThriftWriter writer, int field)
    {
        writer.BeginStruct(field);
        if (_isKnown)
        {
            writer.WriteBinary(1, _greatest);
            writer.WriteBinary(2, _least);
        }

        writer.WriteInt64(3, 0);
        if (_isKnown)
        {
            writer.WriteBinary(5, _greatest);
            writer.WriteBinary(6, _least);
        }

        writer.EndStruct();
    }
}
