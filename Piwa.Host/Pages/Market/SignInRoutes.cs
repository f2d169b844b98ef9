using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Piwa.Chain.Keys;
using Piwa.Chain.Requests;

namespace Piwa.Host.Pages.Market;

/// <summary>Signing in and out.</summary>
/// <param name="gate">Keeps cookies.</param>
/// <param name="sessions">Who is signed in.</param>
/// <param name="clock">The clock.</param>
internal sealed class SignInRoutes(MarketGate gate, SessionBook sessions, TimeProvider clock) : IMarketRoutes
{
    private const int LongestSignature = 88;

    private readonly SignInDesk _desk = new(clock);

    /// <inheritdoc/>
    public IReadOnlyList<MarketRoute> All =>
    [
        MarketRoute.Get("session", MarketAudience.Anyone, Tell),
        MarketRoute.Post("sign-in/challenge", MarketAudience.Anyone, Begin),
        MarketRoute.Post("sign-in", MarketAudience.Anyone, Finish),
        MarketRoute.Post("sign-out", MarketAudience.SignedIn, End),
    ];

    /// <inheritdoc/>
    public void Dispose()
    {
        // It owns nothing.
    }

    private PageReply Begin(MarketRequest request)
    {
        PublicKey wallet = request.Read("wallet").Wallet("wallet");
        if (_desk.Begin(wallet, request.Page) is not { } challenge)
        {
            return PageReply.Refuse(StatusCodes.Status503ServiceUnavailable, "Too many are signing in at the moment. Try again in a minute.") with
            {
                RetryAfter = TimeSpan.FromMinutes(1),
            };
        }

        return PageReply.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("wallet", wallet.ToString());
            json.WriteString("nonce", challenge.Nonce);
            json.WriteString("text", challenge.Text);
            json.WriteString("expiresAt", challenge.ExpiresAt);
            json.WriteEndObject();
        });
    }

    private PageReply Finish(MarketRequest request)
    {
        JsonBody body = request.Read("wallet", "text", "nonce", "signature");
        PublicKey wallet = body.Wallet("wallet");
        string signed = body.Text(body.Has("text") ? "text" : "nonce", OffchainMessage.MaximumTextBytes);
        if (!Signature.TryParse(body.Text("signature", LongestSignature), out Signature signature))
            throw new ArgumentException("signature must be the base58 text of 64 bytes.");
        switch (_desk.Finish(wallet, signed, signature))
        {
            case SignInFault.Unknown:
                return Refuse("There is no such text for this wallet: it was used, or has expired. Ask for another.");
            case SignInFault.Changed:
                return Refuse("What was signed is not the text that was given. Ask for another.");
            case SignInFault.BadSignature:
                return Refuse($"The wallet {wallet} has not signed this text: another wallet has, or another text.");
        }

        if (sessions.Begin(wallet) is not var (secret, session))
        {
            return PageReply.Refuse(StatusCodes.Status503ServiceUnavailable, "Too many are signed in at the moment. Try again in some minutes.") with
            {
                RetryAfter = TimeSpan.FromMinutes(1),
            };
        }

        gate.Keep(request.Context, secret);
        return Tell(session);
    }

    private PageReply End(MarketRequest request)
    {
        gate.End(request.Context);
        return Tell((MarketSession?)null);
    }

    private PageReply Tell(MarketRequest request) => Tell(request.Session);

    private PageReply Tell(MarketSession? session) => PageReply.Json(json => Write(json, session));

    private void Write(Utf8JsonWriter json, MarketSession? session)
    {
        json.WriteStartObject();
        json.WriteString("name", gate.Name);
        json.WriteString("wallet", session?.Wallet.ToString());
        json.WriteString("token", session?.Token);
        json.WriteBoolean("isOperator", gate.IsOperator(session));
        if (session is not null)
            json.WriteString("expiresAt", session.ExpiresAt);
        json.WriteEndObject();
    }

    private static PageReply Refuse(string message) => PageReply.Refuse(StatusCodes.Status401Unauthorized, message);
}
