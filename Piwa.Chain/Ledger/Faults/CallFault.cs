namespace Piwa.Chain.Ledger.Faults;

/// <summary>What goes wrong with one call.</summary>
/// <param name="IsRateLimited">Whether it is turned away.</param>
/// <param name="BreaksBefore">Whether the connection breaks before it takes effect.</param>
/// <param name="BreaksAfter">Whether the connection breaks when it has taken effect.</param>
/// <param name="TimesOut">Whether a broken connection shows as a wait without end.</param>
/// <param name="LagSlots">How far the node that answers lags behind.</param>
/// <param name="BlockhashSlots">How much older the latest blockhash is than it should be.</param>
internal readonly record struct CallFault(
    bool IsRateLimited, bool BreaksBefore, bool BreaksAfter, bool TimesOut, int LagSlots, int BlockhashSlots);
