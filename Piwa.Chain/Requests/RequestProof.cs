using Piwa.Chain.Keys;

namespace Piwa.Chain.Requests;

/// <summary>Whose a request is, and what must not come twice of it.</summary>
/// <param name="Wallet">The wallet that has signed it.</param>
/// <param name="Nonce">Sixteen bytes, in hexadecimal: with the wallet, they are this request's alone.</param>
/// <param name="Time">When it was made; it counts within the verifier's window about it, and so long the nonce has to be remembered.</param>
public readonly record struct RequestProof(PublicKey Wallet, string Nonce, DateTimeOffset Time);
