using Piwa.Chain.Keys;

namespace Piwa.Chain.Provenance;

/// <summary>What the nodes of a fleet have found of the work of one of them, as the fleet's operator says it.</summary>
/// <remarks>
/// It is the operator's word, signed (<see cref="SignedValidationRecord"/>) and as of one moment. Times are whole milliseconds. Immutable.
/// </remarks>
public sealed record ValidationRecord
{
    /// <summary>The fleet's operator, who says it.</summary>
    public required PublicKey Operator { get; init; }

    /// <summary>The node's wallet.</summary>
    public required PublicKey Node { get; init; }

    /// <summary>When the node joined: what is counted has happened since.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When this was so, by the operator's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Work units of it that count.</summary>
    public long Units { get; init; }

    /// <summary>Assets in them.</summary>
    public long Assets { get; init; }

    /// <summary>Its assets that nodes of other wallets have made again.</summary>
    public long Sampled { get; init; }

    /// <summary>Of these, those that came out the same.</summary>
    public long Equal { get; init; }

    /// <summary>Units of others that it has checked rightly.</summary>
    public long Checks { get; init; }

    /// <summary>Leases that it let run out.</summary>
    public long Lapsed { get; init; }

    /// <summary>How often it was found wrong since it was last pardoned.</summary>
    public int Strikes { get; init; }

    /// <summary>Why the fleet gives it no more work; null if it does.</summary>
    /// <value>A line of at most 200 characters; of a longer text, its beginning.</value>
    public string? Barred { get; init => field = value is null ? null : ValidationText.Line(value); }

    /// <summary>Samples that came out otherwise.</summary>
    public long Wrong => Sampled - Equal;

    /// <summary>The share of samples that came out the same; null if none was taken.</summary>
    public double? Accuracy => Sampled == 0 ? null : (double)Equal / Sampled;

    /// <summary>The text that is signed: one form for each record.</summary>
    public string Text => ValidationText.Write(this);

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text, from whomever.</param>
    /// <returns>The record; null if the text is none in the form that <see cref="Text"/> gives it.</returns>
    public static ValidationRecord? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return ValidationText.TryParse(text);
    }
}
