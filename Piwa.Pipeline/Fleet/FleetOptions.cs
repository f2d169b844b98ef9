using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Piwa.Chain.Keys;
using Piwa.Pipeline.Stores;

namespace Piwa.Pipeline.Fleet;

/// <summary>What a coordinator works with.</summary>
public sealed class FleetOptions
{
    /// <summary>How to reach PostgreSQL, as Npgsql reads it.</summary>
    /// <value>Must be set.</value>
    public string Database { get; set; } = "";

    /// <summary>The schema for the tables; made when it is not there.</summary>
    /// <value><c>piwa</c> by default.</value>
    public string Schema { get; set; } = FleetBook.DefaultSchema;

    /// <summary>Where finished units go.</summary>
    /// <value>Must be set.</value>
    public IShardStore? Store { get; set; }

    /// <summary>The operator's key: it answers, it owns the assets, and it says what nodes may. The same for all coordinators of a fleet.</summary>
    /// <value>Must be set.</value>
    public ISigner? Operator { get; set; }

    /// <summary>A directory for shards on their way from nodes to the store.</summary>
    /// <value>The temporary directory by default.</value>
    public string Scratch { get; set; } = Path.GetTempPath();

    /// <summary>Whether shards go through the coordinator also where the store is a bucket: for nodes that cannot reach it.</summary>
    /// <value>False by default: nodes put into a bucket by themselves, at addresses that are signed for one object each.</value>
    public bool RelaysUploads { get; set; }

    /// <summary>How work is handed out.</summary>
    /// <value>Its defaults.</value>
    public FleetRules Rules { get; set; } = new();

    /// <summary>The clock that requests are held against; leases go by the database's.</summary>
    /// <value>The system's by default.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Logs.</summary>
    /// <value>Nowhere by default.</value>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    internal FleetOptions ValidatedCopy()
    {
        List<string> faults = [];
        if (string.IsNullOrWhiteSpace(Database))
            faults.Add("Database is empty; it says how PostgreSQL is reached, such as 'Host=localhost;Database=piwa'.");
        if (Store is null)
            faults.Add("Store must be set.");
        if (Operator is null)
            faults.Add("Operator must be set.");
        if (Rules is null || TimeProvider is null || LoggerFactory is null || Scratch is null)
            faults.Add("Rules, TimeProvider, LoggerFactory and Scratch must not be null.");
        if (faults.Count > 0)
            throw new ArgumentException(string.Join(' ', faults));
        Rules!.Validate();
        return (FleetOptions)MemberwiseClone();
    }
}
