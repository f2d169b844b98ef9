namespace Piwa.Chain.Keys;

/// <summary>The addresses of the programs that Piwa speaks to.</summary>
public static class ProgramIds
{
    /// <summary>The system program: creates accounts, moves lamports.</summary>
    public static PublicKey System { get; } = PublicKey.Parse("11111111111111111111111111111111");

    /// <summary>The compute budget program: limits and prices compute units.</summary>
    public static PublicKey ComputeBudget { get; } = PublicKey.Parse("ComputeBudget111111111111111111111111111111");

    /// <summary>SPL memo, version 2: notes text in the log.</summary>
    public static PublicKey Memo { get; } = PublicKey.Parse("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr");

    /// <summary>The address lookup table program.</summary>
    public static PublicKey AddressLookupTable { get; } = PublicKey.Parse("AddressLookupTab1e1111111111111111111111111");

    /// <summary>SPL token.</summary>
    public static PublicKey Token { get; } = PublicKey.Parse("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");

    /// <summary>SPL associated token account: the account in which a wallet holds a token.</summary>
    public static PublicKey AssociatedToken { get; } = PublicKey.Parse("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");

    /// <summary>The account with the rent that the network asks for.</summary>
    public static PublicKey RentSysvar { get; } = PublicKey.Parse("SysvarRent111111111111111111111111111111111");

    /// <summary>The account with recent blockhashes, which the nonce instructions still name.</summary>
    public static PublicKey RecentBlockhashesSysvar { get; } = PublicKey.Parse("SysvarRecentB1ockHashes11111111111111111111");

    /// <summary>Metaplex Bubblegum, for compressed NFTs of both versions.</summary>
    public static PublicKey Bubblegum { get; } = PublicKey.Parse("BGUMAp9Gq7iTEuizy4pqaxsTyUCBK68MDfK752saRPUY");

    /// <summary>Where the fees of Bubblegum V2 go.</summary>
    public static PublicKey BubblegumFeeCollector { get; } = PublicKey.Parse("2dgJVPC5fjLTBTmMvKDRig9JJUGK2Fgwr3EHShFxckhv");

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
}
