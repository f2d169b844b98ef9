using Piwa.Pipeline.Importing;

namespace Piwa.Pipeline.Uploads;

/// <summary>How a queue takes uploads.</summary>
public class UploadQueueOptions
{
    private const int DefaultMaximumBytes = 64 << 20;
    private const int DefaultMaximumWaiting = 64;
    private const int DefaultWaitingPerWallet = 4;
    private const int DefaultPerWalletAndDay = 20;

    /// <summary>Directory of the queue's files, which wait there: not that of the data set.</summary>
    /// <value>Must be set.</value>
    public string Directory { get; set; } = "";

    /// <summary>The longest file that is taken.</summary>
    /// <value>1 byte to 256 MiB; default 64 MiB.</value>
    public int MaximumBytes { get; set; } = DefaultMaximumBytes;

    /// <summary>Uploads that wait at once, with those that are on their way.</summary>
    /// <value>At least 1; default 64.</value>
    public int MaximumWaiting { get; set; } = DefaultMaximumWaiting;

    /// <summary>Uploads of one wallet that wait at once, with those that are on their way.</summary>
    /// <value>At least 1; default 4.</value>
    public int WaitingPerWallet { get; set; } = DefaultWaitingPerWallet;

    /// <summary>Uploads of one wallet that are taken in 24 hours, whatever becomes of them.</summary>
    /// <value>At least 1; default 20.</value>
    public int PerWalletAndDay { get; set; } = DefaultPerWalletAndDay;

    /// <summary>The clock.</summary>
    /// <value>The system's by default.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal UploadQueueOptions ValidatedCopy()
    {
        List<string> violations = [];
        if (string.IsNullOrWhiteSpace(Directory))
            violations.Add("Directory is empty.");
        if (MaximumBytes is < 1 or > ImportLimits.FileBytes)
            violations.Add($"MaximumBytes must be 1 to {ImportLimits.FileBytes}, not {MaximumBytes}.");
        if (MaximumWaiting < 1)
            violations.Add($"MaximumWaiting must be at least 1, not {MaximumWaiting}.");
        if (WaitingPerWallet < 1)
            violations.Add($"WaitingPerWallet must be at least 1, not {WaitingPerWallet}.");
        if (PerWalletAndDay < 1)
            violations.Add($"PerWalletAndDay must be at least 1, not {PerWalletAndDay}.");
        if (TimeProvider is null)
            violations.Add("TimeProvider must not be null.");
        return violations.Count == 0 ? (UploadQueueOptions)MemberwiseClone() : throw new ArgumentException(string.Join(' ', violations));
    }
}
