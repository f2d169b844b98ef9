using System.Text;
using Piwa.Chain.Ledger.Faults;

namespace Piwa.Chain.Ledger;

/// <summary>How to open an <see cref="EmbeddedLedger"/>.</summary>
public sealed class EmbeddedLedgerOptions
{
    /// <summary>The name of a ledger that is given none.</summary>
    public const string DefaultName = "piwa-embedded";

    /// <summary>Solana's target for a slot, in milliseconds.</summary>
    public const int DefaultSlotMilliseconds = 400;

    /// <summary>Transactions whose logs and inner instructions stay in memory: some 30 MB if they are full of mints.</summary>
    public const int DefaultRetainedTransactions = 4096;

    /// <summary>The largest <see cref="FinalitySlots"/>: twice what a cluster needs when it is well.</summary>
    public const int MaximumFinalitySlots = 64;

    /// <summary>What tells this ledger from others that started in the same millisecond.</summary>
    /// <value><see cref="DefaultName"/> by default; 1 to 32 bytes of UTF-8. Counts for a new ledger only.</value>
    public string Name { get; set; } = DefaultName;

    /// <summary>How long a slot lasts; a blockhash serves for 150 of them.</summary>
    /// <value>400 ms by default; whole milliseconds. Counts for a new ledger only.</value>
    public TimeSpan SlotDuration { get; set; } = TimeSpan.FromMilliseconds(DefaultSlotMilliseconds);

    /// <summary>How many of the latest transactions keep their logs and inner instructions.</summary>
    /// <value><see cref="DefaultRetainedTransactions"/> by default; at least 1.</value>
    public int RetainedTransactions { get; set; } = DefaultRetainedTransactions;

    /// <summary>Whether transactions are flushed to the disk before they are acknowledged.</summary>
    /// <value>True by default. Off, a power cut may lose what was acknowledged, and may leave a log that cannot be opened.</value>
    public bool FlushToDisk { get; set; } = true;

    /// <summary>Whether to keep an index of the compressed assets, from which a <see cref="Serving.LedgerServer"/> answers DAS, the
    /// read interface of digital assets.</summary>
    /// <value>False by default. It takes some 140 bytes an asset, and is built when the ledger is opened.</value>
    public bool IndexAssets { get; set; }

    /// <summary>The clock that slots follow.</summary>
    /// <value>The system's clock by default.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>How many slots later what landed is confirmed.</summary>
    /// <value>0 by default: at once; <see cref="FinalitySlots"/> at most. 1 is like a cluster. Counts while the ledger is open.</value>
    public int ConfirmationSlots { get; set; }

    /// <summary>How many slots later what landed is final; until then <see cref="EmbeddedLedger.RollBack"/> may undo it.</summary>
    /// <value>0 by default: at once; <see cref="MaximumFinalitySlots"/> at most. 32 is like a cluster. Counts while the ledger is open: it
    /// should be opened with the same number each time.</value>
    public int FinalitySlots { get; set; }

    /// <summary>What goes wrong.</summary>
    /// <value>Null by default: nothing.</value>
    public LedgerFaultOptions? Faults { get; set; }

    /// <summary>Called before each write to the log; what it throws is a disk that fails.</summary>
    internal Action? BeforeWrite { get; set; }

    internal EmbeddedLedgerOptions ValidatedCopy()
    {
        List<string> violations = [];
        if (string.IsNullOrEmpty(Name)
            || Encoding.UTF8.GetByteCount(Name) > LogHeader.MaximumNameBytes
            || Name.Contains('\0', StringComparison.Ordinal))
        {
            violations.Add($"Name must be 1 to {LogHeader.MaximumNameBytes} bytes of UTF-8 without zeros, not '{Name}'.");
        }

        if (SlotDuration < TimeSpan.FromMilliseconds(1)
            || SlotDuration > TimeSpan.FromDays(1)
            || SlotDuration.Ticks % TimeSpan.TicksPerMillisecond != 0)
        {
            violations.Add($"SlotDuration must be whole milliseconds up to a day, not {SlotDuration}.");
        }

        if (RetainedTransactions < 1)
            violations.Add($"RetainedTransactions must be at least 1, not {RetainedTransactions}.");
        if (TimeProvider is null)
            violations.Add("TimeProvider must not be null.");
        if (FinalitySlots is < 0 or > MaximumFinalitySlots)
            violations.Add($"FinalitySlots must be 0 to {MaximumFinalitySlots}, not {FinalitySlots}.");
        if (ConfirmationSlots < 0 || ConfirmationSlots > FinalitySlots)
            violations.Add($"ConfirmationSlots must be 0 to FinalitySlots, not {ConfirmationSlots}.");
        Faults?.Validate(FinalitySlots, violations);
        if (violations.Count != 0)
            throw new ArgumentException(string.Join(' ', violations));
        EmbeddedLedgerOptions copy = (EmbeddedLedgerOptions)MemberwiseClone();
        copy.Faults = Faults?.Copy();
        return copy;
    }
}
