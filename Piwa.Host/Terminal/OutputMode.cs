namespace Piwa.Host.Terminal;

/// <summary>How a long command shows where it stands.</summary>
internal enum OutputMode
{
    /// <summary>A plain line now and then: the output goes to a file, a pipe, or a terminal that cannot move its cursor.</summary>
    Lines,

    /// <summary>Redrawn in place.</summary>
    Live,

    /// <summary>Nothing but the result.</summary>
    Quiet,

    /// <summary>JSON alone, for programs.</summary>
    Json,
}
