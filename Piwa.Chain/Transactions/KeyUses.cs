namespace Piwa.Chain.Transactions;

/// <summary>What follows from the uses of an account.</summary>
internal static class KeyUses
{
    public static KeyUse Of(in AccountMeta account) =>
        (account.IsSigner ? KeyUse.Signs : KeyUse.None) | (account.IsWritable ? KeyUse.Changes : KeyUse.None);

    /// <summary>The group of the message that the account stands in, from 0 to 3.</summary>
    public static int Group(this KeyUse use) => ((use & KeyUse.Signs) != 0 ? 0 : 2) + ((use & KeyUse.Changes) != 0 ? 0 : 1);

    /// <summary>Whether the account may come from a lookup table: it neither signs nor runs.</summary>
    public static bool CanBeLookedUp(this KeyUse use) => (use & (KeyUse.Signs | KeyUse.Runs)) == 0;
}
