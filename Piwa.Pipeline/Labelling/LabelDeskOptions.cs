using Piwa.Chain.Keys;

namespace Piwa.Pipeline.Labelling;

/// <summary>Who labels what.</summary>
public class LabelDeskOptions
{
    private const int DefaultRepeatEvery = 5;
    private const int DefaultRepeatLabels = 3;
    private const int DefaultHoldMinutes = 10;

    /// <summary>Why a wallet may not label; null if it may.</summary>
    /// <value>Default: every wallet may. RNP-011 has holders of RENDER label: whoever can ask a chain for balances says so here.</value>
    public Func<PublicKey, string?> FindBar { get; set; } = _ => null;

    /// <summary>One of so many assets that a wallet is shown is one that others have labelled, so that agreement can be measured.</summary>
    /// <value>2 to 1,000; default 5: a share of 20 %.</value>
    public int RepeatEvery { get; set; } = DefaultRepeatEvery;

    /// <summary>Labels of an asset up to which it is shown to others while there are assets without any.</summary>
    /// <value>2 to 100; default 3.</value>
    public int RepeatLabels { get; set; } = DefaultRepeatLabels;

    /// <summary>How long an asset that one wallet is shown is shown to no other.</summary>
    /// <value>Over 0; default 10 minutes.</value>
    public TimeSpan Hold { get; set; } = TimeSpan.FromMinutes(DefaultHoldMinutes);

    /// <summary>The clock.</summary>
    /// <value>The system's by default.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal LabelDeskOptions ValidatedCopy()
    {
        const int MostRepeat = 1_000, MostLabels = 100;
        List<string> violations = [];
        if (FindBar is null)
            violations.Add("FindBar must not be null.");
        if (RepeatEvery is < 2 or > MostRepeat)
            violations.Add($"RepeatEvery must be 2 to {MostRepeat}, not {RepeatEvery}.");
        if (RepeatLabels is < 2 or > MostLabels)
            violations.Add($"RepeatLabels must be 2 to {MostLabels}, not {RepeatLabels}.");
        if (Hold <= TimeSpan.Zero)
            violations.Add($"Hold must be over 0, not {Hold}.");
        if (TimeProvider is null)
            violations.Add("TimeProvider must not be null.");
        return violations.Count == 0 ? (LabelDeskOptions)MemberwiseClone() : throw new ArgumentException(string.Join(' ', violations));
    }
}
