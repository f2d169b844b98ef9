namespace Piwa.Pipeline.Fleet;

/// <summary>Where a unit of a fleet stands, as the database has it.</summary>
internal enum UnitState : short
{
    /// <summary>Nobody makes it.</summary>
    Open = 0,

    /// <summary>A node has a lease of it.</summary>
    Leased = 1,

    /// <summary>It was made; others check samples of it.</summary>
    Made = 2,

    /// <summary>It counts; its record is to go into the store.</summary>
    Agreed = 3,

    /// <summary>It is in the store, and paid for.</summary>
    Committed = 4,
}
