namespace Piwa.Pipeline.Fleet;

/// <summary>What comes of what several nodes say of the same samples: whatever two say alike counts.</summary>
/// <remarks>
/// The maker has said first what the samples hash to. Two who lie alike beat one who does not; they would have to agree on it before, and
/// nobody chooses what they check.
/// </remarks>
/// <param name="IsSettled">Whether two said the same.</param>
/// <param name="IsMakerRight">Whether the maker was one of them.</param>
/// <param name="Truth">What they said; empty if it is not settled.</param>
internal readonly record struct CheckVerdict(bool IsSettled, bool IsMakerRight, ReadOnlyMemory<byte> Truth)
{
    /// <param name="expected">What the maker says: a digest for each sample.</param>
    /// <param name="answers">What those say who have made them again, in order.</param>
    public static CheckVerdict Of(byte[] expected, IReadOnlyList<byte[]> answers)
    {
        if (answers.Any(answer => answer.AsSpan().SequenceEqual(expected)))
            return new CheckVerdict(true, true, expected);
        byte[]? twice = answers.FirstOrDefault(answer => answers.Count(other => other.AsSpan().SequenceEqual(answer)) > 1);
        return twice is null ? default : new CheckVerdict(true, false, twice);
    }
}
