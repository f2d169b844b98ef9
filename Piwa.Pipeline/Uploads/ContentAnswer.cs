using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Uploads;

/// <summary>Whose a piece of content is.</summary>
/// <param name="Content">What it is: <c>mesh</c>, <c>texture</c>, <c>scene</c>, or <c>source</c> for mesh and materials together.</param>
/// <param name="Hash">Its content hash.</param>
/// <param name="IsFirst">Whether this uploader's wallet brought it first.</param>
/// <param name="Wallet">Address of the wallet that did, or of the known source that it belongs to.</param>
/// <param name="Place">The data set and file in which it came first, or the known source's name.</param>
/// <param name="Time">When it came first, by the registry's clock; null for a known source.</param>
public sealed record ContentAnswer(string Content, ContentHash Hash, bool IsFirst, string Wallet, string Place, DateTimeOffset? Time);
