using System.Net;
using System.Text.Json;
using Piwa.Chain.Rpc;
using Piwa.Chain.Transactions;
using Piwa.Tests.Chain;

namespace Piwa.Tests.Fuzzing;

/// <summary>A node that answers whatever it is told to.</summary>
internal sealed class FuzzNode : HttpMessageHandler
{
    /// <summary>A transaction that is well-formed.</summary>
    private static readonly byte[] Wire = Transaction.Sign(
        Message.CompileLegacy(TestKeys.Pair("payer").PublicKey, [MemoInstructions.Memo("x")], TestKeys.Leaf(1)), TestKeys.Pair("payer")).Bytes.ToArray();

    /// <summary>Each question that a client puts.</summary>
    public static IReadOnlyList<Func<SolanaRpcClient, ValueTask>> Questions { get; } =
    [
        async client => await client.GetLatestBlockHashAsync(),
        async client => await client.IsBlockHashValidAsync(TestKeys.Leaf(1)),
        async client => await client.GetSlotAsync(),
        async client => await client.GetEpochInfoAsync(),
        async client => await client.GetBalanceAsync(TestKeys.Key(1)),
        async client => await client.GetAccountInfoAsync(TestKeys.Key(1)),
        async client => await client.GetMultipleAccountsAsync([TestKeys.Key(1), TestKeys.Key(2)]),
        async client => await client.GetMinimumBalanceForRentExemptionAsync(100),
        async client => await client.GetFeeForMessageAsync(Transaction.Parse(Wire).Message),
        async client => await client.GetRecentPrioritizationFeesAsync([TestKeys.Key(1)]),
        async client => await client.SendTransactionAsync(Wire),
        async client => await client.SimulateTransactionAsync(Wire, new SimulationOptions { Accounts = [TestKeys.Key(1)] }),
        async client => await client.GetSignatureStatusesAsync([default, default]),
        async client => await client.GetTransactionAsync(default),
        async client => await client.GetSignaturesForAddressAsync(TestKeys.Key(1)),
        async client => await client.GetTokenAccountsByOwnerAsync(TestKeys.Key(1), TestKeys.Key(2)),
    ];

    /// <summary>What stands behind "result", or all of the answer where it begins with an exclamation mark.</summary>
    public byte[] Result { get; set; } = [];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using JsonDocument question = JsonDocument.Parse(request.Content!.ReadAsStream(cancellationToken));
        long id = question.RootElement.GetProperty("id").GetInt64();
        byte[] answer = Result is [(byte)'!', .. byte[] whole]
            ? [.. System.Text.Encoding.UTF8.GetBytes($$"""{"id":{{id}},"""), .. whole]
            : [.. System.Text.Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","id":{{id}},"result":"""), .. Result, (byte)'}'];
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(answer) });
    }
}
