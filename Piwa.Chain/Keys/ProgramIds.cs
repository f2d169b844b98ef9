namespace Piwa.Chain.Keys;

/// <summary>The addresses of the programs that Piwa speaks to.</summary>
public static class ProgramIds
{
    /// <summary>The system program: creates accounts, moves lamports.</summary>
    public static PublicKey System { get; } = PublicKey.Parse("11111111111111111111111111111111");

    /// <summary>The compute budget program: limits and prices compute units.</summary>
    public static PublicKey ComputeBudget { get; } = PublicKey.Parse("ComputeBudget111111111111111111111111111111");

    /// <summary>Metaplex Bubblegum, for compressed NFTs of both versions.</summary>
    public static PublicKey Bubblegum { get; } = PublicKey.Parse("BGUMAp9Gq7iTEuizy4pqaxsTyUCBK68MDfK752saRPUY");

    /// <summary>SPL account compression: the trees of Bubblegum V1.</summary>
    public static PublicKey SplAccountCompression { get; } = PublicKey.Parse("cmtDvXumGCrqC1Age74AVPhSRVXJMd8PJS91L8KbNCK");

    /// <summary>SPL noop: carries the events of Bubblegum V1 and its trees.</summary>
    public static PublicKey SplNoop { get; } = PublicKey.Parse("noopb9bkMVfRPU8AsbpTUg8AQkHtKwMYZiFUjNRtMmV");

    /// <summary>Metaplex account compression: the trees of Bubblegum V2.</summary>
    public static PublicKey MplAccountCompression { get; } = PublicKey.Parse("mcmt6YrQEMKw8Mw43FmpRLmf7BqRnFMKmAcbxE3xkAW");

    /// <summary>Metaplex noop: carries the events of Bubblegum V2 and its trees.</summary>
    public static PublicKey MplNoop { get; } = PublicKey.Parse("mnoopTCrg4p8ry25e4bcWA9XZjbNjMTfgYVGGEdRsf3");

    /// <summary>Metaplex Core: collections of Bubblegum V2.</summary>
    public static PublicKey MplCore { get; } = PublicKey.Parse("CoREENxT6tW1HoK8ypY1SxRMZTcVPm7R94rH4PZNhX7d");

    /// <summary>Metaplex Token Metadata: collections of Bubblegum V1.</summary>
    public static PublicKey TokenMetadata { get; } = PublicKey.Parse("metaqbxxUerdq28cj1RbAWkYQm3ybzjb6a8bt518x1s");

    /// <summary>SPL token.</summary>
    public static PublicKey SplToken { get; } = PublicKey.Parse("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
}
