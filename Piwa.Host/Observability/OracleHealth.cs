namespace Piwa.Host.Observability;

/// <summary>How an oracle is: where it answers at all, it takes shards.</summary>
internal sealed class OracleHealth : IHealth
{
    /// <inheritdoc/>
    public string? FindStall() => null;

    /// <inheritdoc/>
    public string? FindUnreadiness() => null;
}
