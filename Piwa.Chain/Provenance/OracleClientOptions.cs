using Piwa.Chain.Keys;
using Piwa.Chain.Requests;

namespace Piwa.Chain.Provenance;

/// <summary>How to reach an oracle.</summary>
public sealed class OracleClientOptions : RequestClientOptions
{
    /// <summary>Creates options.</summary>
    public OracleClientOptions() => Name = "the oracle";

    /// <summary>The key that the oracle must have.</summary>
    /// <value>Null by default: whichever it has.</value>
    public PublicKey? ExpectedKey { get; set; }
}
