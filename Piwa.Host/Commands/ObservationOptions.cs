using System.CommandLine;
using System.Net;
using Piwa.Host.Serving;

namespace Piwa.Host.Commands;

/// <summary>Options that say where a run can be watched.</summary>
internal sealed class ObservationOptions
{
    /// <summary>The port is what OpenTelemetry gives exporters for Prometheus.</summary>
    private static readonly IPEndPoint Default = new(IPAddress.Loopback, 9464);

    private readonly Option<string?> _metrics = new("--metrics")
    {
        Description = $"Serve /metrics for Prometheus, /livez and /readyz while it runs, at this address or {Default}.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public void AddTo(Command command) => command.Add(_metrics);

    /// <summary>Where to serve; null for nowhere.</summary>
    /// <exception cref="ArgumentException">It is no address.</exception>
    public IPEndPoint? Read(ParseResult parsed) => parsed.GetResult(_metrics) is null
        ? null
        : parsed.GetValue(_metrics) is { } text ? ListenAddress.Parse(_metrics.Name, text, Default) : Default;
}
