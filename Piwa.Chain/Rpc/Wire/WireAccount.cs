using System.Text.Json.Nodes;

namespace Piwa.Chain.Rpc.Wire;

/// <summary>An account. <paramref name="Space"/> is the length of its whole data.</summary>
internal sealed record WireAccount(
    ulong Lamports, EncodedData Data, Keys.PublicKey Owner, bool Executable, ulong RentEpoch = WireAccount.RentExempt, int? Space = null)
{
    /// <summary>The rent epoch of accounts that pay none: all that exist.</summary>
    public const ulong RentExempt = ulong.MaxValue;

    public static WireAccount Of(AccountInfo account, DataEncoding encoding = DataEncoding.Base64, JsonObject? parsed = null) => new(
        account.Lamports, new EncodedData(account.Data, encoding, parsed), account.Owner, account.IsExecutable, RentExempt, account.DataLength);

    public AccountInfo ToAccountInfo() => new(Lamports, Owner, Data.Bytes, Executable, Space ?? Data.Bytes.Length);
}
