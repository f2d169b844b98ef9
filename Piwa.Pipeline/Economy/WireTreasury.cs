namespace Piwa.Pipeline.Economy;

/// <summary>What a market has to pay with, and what it owes; amounts in RENDER.</summary>
/// <param name="Balance">In the treasury.</param>
/// <param name="Lamports">The operator's lamports.</param>
/// <param name="Waiting">Owed, and to be sent.</param>
/// <param name="Parked">Owed, and could not be sent.</param>
/// <param name="Sent">Sent so far.</param>
/// <param name="Epoch">The epoch that is open.</param>
/// <param name="EpochEnds">When it ends, in milliseconds since 1970.</param>
/// <param name="Licences">How many licences were given.</param>
/// <param name="ParkedPayouts">What could not be sent.</param>
internal sealed record WireTreasury(
    string Balance,
    ulong Lamports,
    string Waiting,
    string Parked,
    string Sent,
    long Epoch,
    long EpochEnds,
    long Licences,
    IReadOnlyList<MarketPayout> ParkedPayouts);
