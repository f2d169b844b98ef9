using System.CommandLine;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Piwa.Chain.Keys;
using Piwa.Chain.Ledger.Serving;
using Piwa.Host.Pages.Market;
using Piwa.Host.Serving;
using Piwa.Host.Terminal;
using Piwa.Pipeline;
using Piwa.Pipeline.Economy;

namespace Piwa.Host.Commands;

/// <summary><c>piwa market serve</c>: a market's pages, and what programs ask of it.</summary>
internal static class MarketServeCommand
{
    private const int DefaultPort = 7575;
    private const double OwnLedgerSeconds = 1;
    private const double ClusterSeconds = 10;

    private static readonly IPEndPoint DefaultListen = new(IPAddress.Loopback, DefaultPort);

    public static Command Create()
    {
        var directory = new Argument<string>("directory") { Description = "Directory of the market." };
        var listen = new Option<string>("--listen")
        {
            Description = "Address, with or without a port, to listen at. Nothing but loopback is reached from elsewhere.",
            DefaultValueFactory = _ => DefaultListen.ToString(),
        };
        var certificate = new Option<string?>("--certificate") { Description = "Certificate chain in PEM: serves HTTPS." };
        var certificateKey = new Option<string?>("--certificate-key") { Description = "Its private key in PEM." };
        var ledgerPort = new Option<int>("--ledger-port")
        {
            Description = "Port on loopback at which the market's own ledger is served, so that wallets can pay; 0 for any that is free. Not used on a cluster.",
            DefaultValueFactory = _ => LedgerServerOptions.DefaultPort,
        };
        var interval = new Option<double?>("--interval") { Description = $"Seconds between two looks at the chain; {OwnLedgerSeconds} on a ledger of its own, {ClusterSeconds} on a cluster." };
        var noUploads = new Option<bool>("--no-uploads") { Description = "Takes no uploads of artists." };
        var device = new DeviceOptions();
        Option<string?> wallet = MarketCommand.WalletOption("the operator");
        var command = new Command("serve", "Serves a market: its pages, and what programs ask of it, until Ctrl+C.")
        {
            directory, listen, certificate, certificateKey, ledgerPort, interval, noUploads, wallet,
        };
        device.AddTo(command);
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            string path = parsed.GetRequiredValue(directory);
            MarketSettings settings = MarketSettings.Read(path);
            IPEndPoint endPoint = ListenAddress.Parse("--listen", parsed.GetRequiredValue(listen), DefaultListen);
            using ServerCertificate? tls = ServerCertificate.Read(parsed.GetValue(certificate), parsed.GetValue(certificateKey));
            double seconds = parsed.GetValue(interval) ?? (settings.Rpc.Count > 0 ? ClusterSeconds : OwnLedgerSeconds);
            if (!(seconds > 0 && seconds <= TimeSpan.FromHours(1).TotalSeconds))
                throw new ArgumentException($"--interval is {seconds}; it must be more than 0 seconds, and an hour at most.");
            using Keypair key = OperatorKey.Open(parsed.GetValue(wallet));
            MarketChain chain = MarketChain.Open(path, settings, key.PublicKey);
            await using (chain.ConfigureAwait(false))
            {
                using Market market = await Market.OpenAsync(path, settings, chain.Rpc, key, null, TimeProvider.System, cancellationToken: token).ConfigureAwait(false);
                Uri? ledger = chain.Serve(parsed.GetRequiredValue(ledgerPort));
                (string deviceId, int threads) = device.Read(parsed);
                PiwaPipeline? uploads = parsed.GetValue(noUploads) ? null : PiwaPipeline.CreateBuilder().Configure(options =>
                {
                    options.OutputDirectory = Path.Combine(path, Market.UploadFolder);
                    options.Campaign = new Campaign { Preset = Campaign.Uploads };
                    options.Device = deviceId;
                    options.Threads = threads;
                    options.WalletPath = parsed.GetValue(wallet) ?? options.WalletPath;
                }).Build();
                var service = new MarketService(market);
                MarketPages pages = MarketPages.Open(market, service, uploads, TimeProvider.System);
                await using (pages.ConfigureAwait(false))
                {
                    await ServeAsync(market, service, pages, new MarketServerOptions
                    {
                        Name = settings.Name,
                        Listen = endPoint,
                        PublicAddress = settings.PublicAddress,
                        Certificate = tls,
                        Operators = new HashSet<PublicKey> { key.PublicKey },
                    }, ledger, TimeSpan.FromSeconds(seconds), token).ConfigureAwait(false);
                    Console.WriteLine("Stopped. The same command goes on.");
                    return ExitCode.Done;
                }
            }
        }));
        return command;
    }

    private static async Task ServeAsync(Market market, MarketService service, MarketPages pages, MarketServerOptions options, Uri? ledger, TimeSpan interval, CancellationToken cancellationToken)
    {
        HostApplicationBuilder builder = ServiceHost.CreateBuilder(cancellationToken);
        builder.Services
            .AddHostedService(_ => new MarketServer(options, pages.Groups, service, Tell))
            .AddHostedService(_ => new MarketWork(market, interval, Console.WriteLine, TimeProvider.System));
        using IHost host = builder.Build();
        await ServiceHost.RunAsync(host).ConfigureAwait(false);

        void Tell(Uri address)
        {
            string at = (options.PublicAddress ?? address).OriginalString.TrimEnd('/');
            Console.WriteLine($"""
                market    {at}
                operator  {market.Address}
                mint      {market.Mint}
                ledger    {ledger?.OriginalString ?? string.Join(", ", market.Settings.Rpc)}

                  {Self.Command} licence buy {at} --days 1 --at-most 10 --wallet BUYER.json --rpc {ledger?.OriginalString ?? "NODE"}
                {(ledger is null ? "" : $"  {Self.Command} market faucet WALLET 100 --rpc {ledger.OriginalString} --mint {market.Mint}\n")}
                Ctrl+C stops.
                """);
        }
    }
}
