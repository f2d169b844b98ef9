namespace Piwa.Bench.Fleet;

/// <summary>What came of the loss of nodes; times are virtual, in seconds.</summary>
/// <param name="At">When they died.</param>
/// <param name="Nodes">How many.</param>
/// <param name="Units">Units that they had.</param>
/// <param name="LeasedAgain">When the last of these had been leased to others, after the loss.</param>
/// <param name="HalfLeasedAgain">When half of these had been.</param>
/// <param name="RateBefore">Units handed in by second in the minute before.</param>
/// <param name="RateAfter">The same between the loss and the return.</param>
/// <param name="Returned">When they were started again, after the loss.</param>
/// <param name="RateBack">When as many units as before were handed in again, within a tenth, after the return.</param>
internal sealed record FleetLoss(
    double At, int Nodes, long Units, double? HalfLeasedAgain, double? LeasedAgain, double RateBefore, double RateAfter, double Returned, double? RateBack);
