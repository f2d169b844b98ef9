namespace Piwa.Host;

/// <summary>What the process tells its caller. Documented in docs/operating.md; schedulers rely on it.</summary>
internal static class ExitCode
{
    /// <summary>All is done.</summary>
    public const int Done = 0;

    /// <summary>The run failed; what was committed is kept.</summary>
    public const int Failed = 1;

    /// <summary>The command line or an option is wrong; nothing was done.</summary>
    public const int Usage = 2;

    /// <summary>A file was not taken: it cannot be read, or its content is somebody else's; the others were (EX_DATAERR).</summary>
    public const int NotTaken = 65;

    /// <summary>Stopped on request before all was done; run again to go on (EX_TEMPFAIL of sysexits).</summary>
    public const int Stopped = 75;

    /// <summary>A file may not be read or written, or the wallet is not safe (EX_NOPERM).</summary>
    public const int Permission = 77;

    /// <summary>Verification found something wrong.</summary>
    public const int Unsound = 78;
}
