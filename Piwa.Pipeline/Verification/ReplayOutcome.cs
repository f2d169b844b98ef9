namespace Piwa.Pipeline.Verification;

/// <summary>What became of an asset that failed, made again from its recipe.</summary>
public enum ReplayOutcome
{
    /// <summary>It fails in the same stage, for the same reason.</summary>
    FailsAgain,

    /// <summary>It fails, but elsewhere or for another reason.</summary>
    FailsOtherwise,

    /// <summary>It can be made: generator or device are not what they were.</summary>
    Works,
}
