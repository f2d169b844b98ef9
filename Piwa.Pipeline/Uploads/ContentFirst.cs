using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Uploads;

/// <summary>Who brought a content first, as a certificate says it.</summary>
/// <param name="Content">What it is: <c>source</c>, <c>mesh</c>, <c>texture</c> or <c>scene</c>.</param>
/// <param name="Hash">Its content hash.</param>
/// <param name="Wallet">Address of the wallet that brought it first.</param>
/// <param name="Time">When, by the registry's clock: milliseconds since 1970, UTC.</param>
public sealed record ContentFirst(string Content, ContentHash Hash, string Wallet, long Time);
