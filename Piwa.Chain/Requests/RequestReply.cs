using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Piwa.Chain.Requests;

/// <summary>What is answered to a request.</summary>
/// <param name="Status">The status of HTTP.</param>
/// <param name="Json">The body: JSON in UTF-8.</param>
public sealed record RequestReply(int Status, ReadOnlyMemory<byte> Json)
{
    /// <summary>An answer.</summary>
    /// <param name="answer">What it says.</param>
    /// <param name="type">How it is written.</param>
    public static RequestReply Of<T>(T answer, JsonTypeInfo<T> type) =>
        new((int)HttpStatusCode.OK, JsonSerializer.SerializeToUtf8Bytes(answer, type));

    /// <summary>A refusal.</summary>
    /// <param name="status">The status of HTTP.</param>
    /// <param name="why">A sentence that says why, and what to do.</param>
    public static RequestReply Refuse(HttpStatusCode status, string why) =>
        new((int)status, JsonSerializer.SerializeToUtf8Bytes(new WireFault(why), RequestJson.Default.WireFault));

    /// <summary>The refusal of a request that is not taken for what it says.</summary>
    /// <param name="fault">Why.</param>
    /// <param name="who">Who refuses: <c>oracle</c>.</param>
    public static RequestReply Refuse(RequestFault fault, string who) => fault switch
    {
        RequestFault.OutOfTime => Refuse(
            HttpStatusCode.Unauthorized, "The request's time is too far from this machine's. Set the clock that is wrong."),
        RequestFault.BadSignature => Refuse(
            HttpStatusCode.Unauthorized, $"The request's signature does not hold: for another {who}, another path, or another body."),
        RequestFault.Replayed => Refuse(HttpStatusCode.Conflict, "This very request came before. Sign it anew."),
        RequestFault.TooMany => Refuse(HttpStatusCode.TooManyRequests, "More requests came than are remembered. Try again in some minutes."),
        _ => Refuse(HttpStatusCode.Unauthorized, $"The request is not signed in the scheme {RequestSigner.Scheme}."),
    };
}
