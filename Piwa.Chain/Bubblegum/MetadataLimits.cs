namespace Piwa.Chain.Bubblegum;

/// <summary>What Bubblegum accepts as metadata, checked in the order of the program.</summary>
public static class MetadataLimits
{
    /// <summary>The longest name, in bytes of UTF-8.</summary>
    public const int MaximumNameBytes = 32;

    /// <summary>The longest symbol, in bytes of UTF-8.</summary>
    public const int MaximumSymbolBytes = 10;

    /// <summary>The longest URI, in bytes of UTF-8.</summary>
    public const int MaximumUriBytes = 200;

    /// <summary>The most creators.</summary>
    public const int MaximumCreators = 5;

    /// <summary>The largest fee of the seller: all of the price.</summary>
    public const int MaximumSellerFeeBasisPoints = 10_000;

    private const int ShareTotal = 100;

    /// <summary>The first limit that the metadata breaks, apart from its collection and token standard; null if none.</summary>
    internal static BubblegumError? FirstViolation(
        int nameBytes, int symbolBytes, int uriBytes, ushort sellerFeeBasisPoints, ReadOnlySpan<Creator> creators)
    {
        if (nameBytes > MaximumNameBytes)
            return BubblegumError.MetadataNameTooLong;
        if (symbolBytes > MaximumSymbolBytes)
            return BubblegumError.MetadataSymbolTooLong;
        if (uriBytes > MaximumUriBytes)
            return BubblegumError.MetadataUriTooLong;
        if (sellerFeeBasisPoints > MaximumSellerFeeBasisPoints)
            return BubblegumError.MetadataBasisPointsTooHigh;
        return creators.Length == 0 ? null : FirstViolation(creators);
    }

    private static BubblegumError? FirstViolation(ReadOnlySpan<Creator> creators)
    {
        if (creators.Length > MaximumCreators)
            return BubblegumError.CreatorsTooLong;

        int total = 0;
        for (int i = 0; i < creators.Length; i++)
        {
            for (int j = i + 1; j < creators.Length; j++)
            {
                if (creators[i].Address == creators[j].Address)
                    return BubblegumError.DuplicateCreatorAddress;
            }

            // The program adds in eight bits and reports an overflow as a wrong total at once.
            total += creators[i].Share;
            if (total > byte.MaxValue)
                return BubblegumError.CreatorShareTotalMustBe100;
        }

        return total == ShareTotal ? null : BubblegumError.CreatorShareTotalMustBe100;
    }
}
