using Piwa.Chain.Hashing;

namespace Piwa.Chain.Economy;

/// <summary>An entry of the ledger of value: what was asked for, and what it moved.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="Time">When it was entered, in whole milliseconds; never before the entry before it.</param>
/// <param name="Cause">Why.</param>
/// <param name="Key">What, among all of that cause: there is one entry of a cause and key.</param>
/// <param name="Data">What was asked for, as bytes (docs/economy.md).</param>
/// <param name="Postings">What it moved: each account once, in their order; their sum is 0. None if it moved nothing.</param>
/// <param name="Previous">The hash of the entry before it; zero for the first.</param>
/// <param name="Hash">Keccak-256 of all of the above but the number, as they stand in the log.</param>
public sealed record ValueEntry(
    long Number,
    DateTimeOffset Time,
    ValueCause Cause,
    string Key,
    ReadOnlyMemory<byte> Data,
    IReadOnlyList<Posting> Postings,
    Hash256 Previous,
    Hash256 Hash)
{
    /// <summary>Cause and key.</summary>
    public override string ToString() => $"entry {Number} ({Cause} {Key})";

    internal bool IsSame(ReadOnlySpan<byte> data, IReadOnlyList<Posting> postings) =>
        Data.Span.SequenceEqual(data) && Postings.SequenceEqual(postings);
}
