using System.Net;
using Piwa.Chain.Keys;
using Piwa.Host.Serving;

namespace Piwa.Host.Pages.Market;

/// <summary>Where a market's pages are, and what bounds their use.</summary>
internal sealed class MarketServerOptions
{
    /// <summary>What the market is called.</summary>
    public string Name { get; init; } = "Piwa market";

    /// <summary>The address and port to listen at; port 0 for any that is free.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>The option that says where it listens, for messages.</summary>
    public string ListenOption { get; init; } = "--listen";

    /// <summary>The address by which others reach the pages, through a proxy with TLS; null where they come to <see cref="Listen"/> itself.</summary>
    public Uri? PublicAddress { get; init; }

    /// <summary>The certificate for HTTPS; null for HTTP.</summary>
    public ServerCertificate? Certificate { get; init; }

    /// <summary>The operator's wallets.</summary>
    public IReadOnlySet<PublicKey> Operators { get; init; } = new HashSet<PublicKey>();

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How long a session lasts that is not used.</summary>
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>How long a session lasts at most.</summary>
    public TimeSpan SessionLife { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Sessions of one wallet.</summary>
    public int SessionsPerWallet { get; init; } = 8;

    /// <summary>Sessions of all wallets.</summary>
    public int MaximumSessions { get; init; } = 10_000;

    /// <summary>Texts and signatures of one address in a minute, each.</summary>
    public int SignInsPerMinute { get; init; } = 20;

    /// <summary>Actions of one wallet in a minute.</summary>
    public int ActionsPerMinute { get; init; } = 240;
}
