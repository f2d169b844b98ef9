using System.Text.Json;
using Piwa.Chain.Economy;
using Piwa.Chain.Economy.Licensing;
using Piwa.Chain.Economy.Payments;
using Piwa.Chain.Economy.Payouts;
using Piwa.Pipeline.Economy;

namespace Piwa.Host.Pages.Market;

/// <summary>What the pages of buyers and stakers are answered. Amounts are texts: a number of JavaScript is a floating-point one.</summary>
internal static class TradeJson
{
    /// <summary>What stakers choose nodes by.</summary>
    public static void WriteNodes(Utf8JsonWriter json, IReadOnlyList<NodeMetrics> nodes, long epoch, DateTimeOffset ends, Amount cap)
    {
        json.WriteStartObject();
        json.WriteNumber("epoch", epoch);
        json.WriteString("epochEnds", ends);
        json.WriteString("cap", cap.ToString());
        json.WriteStartArray("nodes");
        foreach (NodeMetrics node in nodes)
        {
            json.WriteStartObject();
            json.WriteString("node", node.Node.ToString());
            json.WriteString("stake", node.Stake.ToString());
            json.WriteNumber("assets", node.Assets);
            json.WriteNumber("newAssets", node.NewAssets);
            json.WriteString("earned", node.Earned.ToString());
            json.WriteString("toStakers", node.ToStakers.ToString());
            json.WriteString("heldBack", node.HeldBack.ToString());
            json.WriteNumber("caught", node.Caught);
            json.WriteNumber("sampled", node.Sampled);
            json.WriteNumber("equal", node.Equal);
            WriteOrNull(json, "uptime", node.Uptime);
            WriteOrNull(json, "bytesPerSecond", node.BytesPerSecond);
            WriteOrNull(json, "assetsPerSecond", node.AssetsPerSecond);
            json.WriteString("barred", node.Barred);
            if (node.Seen is { } seen)
                json.WriteString("seen", seen);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>What a wallet has.</summary>
    public static void WriteOwn(Utf8JsonWriter json, WalletHoldings own, Func<MarketOrder, PaymentRequest> requestOf)
    {
        json.WriteStartObject();
        json.WriteStartArray("orders");
        foreach (MarketOrderStatus status in own.Orders)
            WriteOrder(json, status, requestOf(status.Order));
        json.WriteEndArray();
        json.WriteStartArray("stakes");
        foreach ((var node, Amount amount) in own.Stakes)
        {
            json.WriteStartObject();
            json.WriteString("node", node.ToString());
            json.WriteString("amount", amount.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("unstakes");
        foreach (UnstakeState waiting in own.Unstakes)
        {
            json.WriteStartObject();
            json.WriteString("node", waiting.Node.ToString());
            json.WriteString("amount", waiting.Amount.ToString());
            json.WriteString("releasedAt", waiting.ReleasedAt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("earnings");
        foreach ((ValueAccountKind kind, Amount amount) in own.Earnings)
        {
            json.WriteStartObject();
            json.WriteString("kind", kind.ToString());
            json.WriteString("amount", amount.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("payouts");
        foreach ((MarketPayout payout, bool isPaid) in own.Payouts)
        {
            json.WriteStartObject();
            json.WriteString("key", payout.Key);
            json.WriteString("cause", payout.Cause.ToString());
            json.WriteString("amount", payout.Amount);
            json.WriteString("at", DateTimeOffset.FromUnixTimeMilliseconds(payout.Time));
            json.WriteBoolean("isPaid", isPaid);
            json.WriteString("trouble", payout.Trouble);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The proof of a payout, as a file.</summary>
    public static void WriteProof(Utf8JsonWriter json, PayoutProof proof)
    {
        json.WriteStartObject();
        json.WriteString("key", proof.Payout.Key);
        json.WriteString("recipient", proof.Payout.Recipient.ToString());
        json.WriteString("amount", proof.Payout.Amount.ToString());
        json.WriteString("mint", proof.Mint.ToString());
        json.WriteString("tree", proof.Tree.ToString());
        json.WriteNumber("leafIndex", proof.Proof.Index);
        json.WriteString("leaf", proof.Proof.Leaf.ToString());
        json.WriteString("root", proof.Root.ToString());
        json.WriteStartArray("siblings");
        foreach (var sibling in proof.Proof.Siblings)
            json.WriteStringValue(sibling.ToString());
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteOrder(Utf8JsonWriter json, MarketOrderStatus status, PaymentRequest request)
    {
        json.WriteStartObject();
        json.WriteString("id", status.Order.Id);
        json.WriteString("kind", status.Order.Kind.ToString());
        json.WriteString("state", status.State.ToString());
        json.WriteString("price", status.Order.Price);
        json.WriteString("paid", status.Paid.ToString());
        json.WriteString("made", DateTimeOffset.FromUnixTimeMilliseconds(status.Order.Made));
        json.WriteString("validUntil", DateTimeOffset.FromUnixTimeMilliseconds(status.Order.ValidUntil));
        json.WriteString("payTo", request.Recipient.ToString());
        json.WriteString("payUri", request.ToUri());
        json.WriteString("why", status.WhyRevoked ?? status.Why);
        json.WriteBoolean("isRevoked", status.WhyRevoked is not null);
        json.WriteBoolean("isMinted", status.IsMinted);
        json.WriteString("node", status.Order.Node);
        json.WriteString("purpose", status.Order.Purpose.ToString());
        json.WriteNumber("termSeconds", status.Order.TermSeconds);
        if (status.Licence is { } licence)
        {
            json.WriteNumber("licence", licence.Number);
            json.WriteString("endsAt", licence.EndsAt);
        }

        json.WriteStartArray("ranges");
        foreach (LicensedRange range in status.Order.Ranges)
        {
            json.WriteStartObject();
            json.WriteString("dataset", range.Dataset);
            json.WriteNumber("firstAsset", range.FirstAsset);
            json.WriteNumber("lastAsset", range.LastAsset);
            json.WriteNumber("assets", range.Assets);
            json.WriteNumber("shards", range.Shards);
            json.WriteNumber("bytes", range.Bytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteOrNull(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } known && double.IsFinite(known))
            json.WriteNumber(name, known);
        else
            json.WriteNull(name);
    }
}
