using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Piwa.Chain.Economy;
using Piwa.Chain.Economy.Licensing;
using Piwa.Chain.Keys;
using Piwa.Chain.Transactions;
using Piwa.Host.Pages;
using Piwa.Host.Pages.Market;
using Piwa.Pipeline.Economy;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Infrastructure;
using Piwa.Tests.Pipeline.Economy;

namespace Piwa.Tests.Host.Pages.Market;

/// <summary>Licensing, staking and earnings on the pages of a market, in a real Chromium with a wallet; and who may ask which of their routes.</summary>
/// <remarks><c>PIWA_SCREENSHOTS</c> names a folder for pictures.</remarks>
[Collection("browser")]
public sealed class TradePageTests(SmallDataset dataset) : IClassFixture<SmallDataset>, IAsyncLifetime
{
    /// <summary>A wallet of the Wallet Standard with a given key. What it is to sign and send it keeps: this test does, for pages reach no chain.</summary>
    private const string Wallet =
        """
        (async () => {
          const key = Uint8Array.from(atob('KEY'), letter => letter.charCodeAt(0));
          const secret = await crypto.subtle.importKey('pkcs8', key, 'Ed25519', false, ['sign']);
          const account = { address: 'ADDRESS', chains: ['solana:mainnet'], features: ['solana:signMessage', 'solana:signAndSendTransaction'] };
          const wallet = {
            version: '1.0.0', name: 'Test wallet', icon: '', chains: account.chains, accounts: [account],
            features: {
              'standard:connect': { version: '1.0.0', connect: async () => ({ accounts: [account] }) },
              'solana:signMessage': { version: '1.0.0', signMessage: async ({ message }) =>
                [{ signedMessage: message, signature: new Uint8Array(await crypto.subtle.sign('Ed25519', secret, message)) }] },
              'solana:signAndSendTransaction': { version: '1.0.0', signAndSendTransaction: async ({ transaction }) => {
                window.sent = btoa(String.fromCharCode(...transaction));
                return [{ signature: new Uint8Array(64) }];
              } },
            },
          };
          const register = api => api.register(wallet);
          dispatchEvent(new CustomEvent('wallet-standard:register-wallet', { detail: register }));
          addEventListener('wallet-standard:app-ready', event => register(event.detail));
        })();
        """;

    private MarketUnderTest _test = null!;
    private MarketServer _server = null!;
    private string _node = "";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await StartAsync(new Dictionary<string, string> { ["small"] = dataset.Directory });

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _test.Dispose();
    }

    [Fact]
    public async Task ABuyerOrdersPaysAndGetsWhatAProgramDownloadsWith()
    {
        await CloseEpochAsync();
        await using Chromium browser = await Chromium.StartAsync();
        ChromiumPage page = await OpenAsync(browser);
        await page.WaitAsync("document.getElementById('name').textContent === 'Test market'");
        await ChooseAsync(page, "small");
        await page.WaitAsync("document.querySelector('.price').textContent.includes('20 assets in 3 shards')");
        await page.EvaluateAsync("document.getElementById('from').focus(); 0");
        await page.TypeAsync("9");
        await page.EvaluateAsync("document.getElementById('count').focus(); 0");
        await page.TypeAsync("2");
        await page.WaitAsync("document.querySelector('.price').textContent.includes('8 assets in a shard')");
        await page.LookAsync("market-license");

        await OrderAsync(page);
        await page.LookAsync("market-order");
        await page.ClickAsync(".paying button.main");
        await page.WaitAsync("window.sent");
        await SendAsync(page);
        await page.WaitAsync("document.querySelector('.order .state')?.textContent === 'licensed'");
        await page.ClickAsync(".order .tools button");
        await page.WaitAsync("document.querySelector('.order .said code')?.textContent.startsWith('piwa1.')");
        await page.LookAsync("market-licensed");
        string token = (await page.EvaluateAsync("document.querySelector('.order .said code').textContent")).GetString()!;
        Licence licence = (await _test.Market.FindLicenceAsync(_test.Market.CheckToken(token), Stop))!;
        Assert.Equal((8L, _test.Buyer.PublicKey), (licence.Assets, licence.Buyer));
        string saved = (await page.EvaluateAsync("fetch(document.querySelector('.order a.button').href).then(answer => answer.text())")).GetString()!;
        Assert.Equal(LicenceFile.Write(licence), System.Text.Encoding.UTF8.GetBytes(saved));

        // The same wallet stakes with the node, whose metrics are there, and moves half of it back.
        await page.ClickAsync("nav a[href='#/stakes']");
        await page.ReadyAsync("Nodes and stakes");
        await page.WaitAsync($"document.querySelector('td.hash')?.title === '{_node}'");
        await page.EvaluateAsync("window.sent = null; document.querySelector('form.inline input').focus(); 0");
        await page.TypeAsync("40");
        await page.PressAsync("Enter");
        await page.WaitAsync("document.querySelector('.paying')");
        await page.ClickAsync(".paying button.main");
        await page.WaitAsync("window.sent");
        await SendAsync(page);
        await page.WaitAsync("[...document.querySelectorAll('h2')].some(title => title.textContent === 'Your stakes')");
        await page.LookAsync("market-stakes");
        await page.EvaluateAsync("(() => { const much = document.querySelector('form.inline input'); much.focus(); much.select(); })(); 0");
        await page.TypeAsync("15");
        await page.PressAsync("Enter");
        await page.WaitAsync("[...document.querySelectorAll('h2')].some(title => title.textContent === 'Taken back')");
        Assert.Equal(Amount.OfRender(25), await _test.Market.ReadLedgerAsync(ledger => ledger.StakeWith(PublicKey.Parse(_node)), Stop));
        await page.ShapeAsync(390, 844, isPhone: true, isDark: true);
        await page.LookAsync("market-stakes-phone-dark");

        // An epoch later the stake is back, and earnings are sent, with a proof.
        await CloseEpochAsync();
        await _test.BuyAsync(Stop, TimeSpan.FromDays(3650));
        await CloseEpochAsync(labeller: _test.Buyer.PublicKey);
        _test.Fund(_test.Operator.PublicKey, Amount.OfRender(200_000));
        await _test.Market.SettleAsync(Stop);
        await page.ShapeAsync(1280, 800, isPhone: false, isDark: false);
        await page.EvaluateAsync("location.hash = '#/earnings'; 0");
        await page.ReadyAsync("Earnings and payouts");
        await page.WaitAsync("document.querySelector('td.good')");
        await page.LookAsync("market-earnings");
        string proof = (await page.EvaluateAsync("fetch(document.querySelector('td a[download]').href).then(answer => answer.text())")).GetString()!;
        Assert.Equal(_test.Buyer.PublicKey.ToString(), JsonDocument.Parse(proof).RootElement.GetProperty("recipient").GetString());
        page.Check(_server.Address);
    }

    [Fact]
    public async Task AllDataSetsOfAPresetAreOrderedAtOnce()
    {
        using TemporaryDirectory home = new();
        await SmallRun.RunAsync(home["other"], 8, options => options.Campaign = SmallRun.Campaign with { Preset = "zeroverse" });
        await DisposeAsync();
        await StartAsync(new Dictionary<string, string> { ["other"] = home["other"], ["small"] = dataset.Directory });
        await using Chromium browser = await Chromium.StartAsync();
        ChromiumPage page = await OpenAsync(browser);
        await page.WaitAsync("document.querySelector('.price').textContent.includes('28 assets in 4 shards')");
        await ChooseAsync(page, "preset zeroverse");
        await page.WaitAsync("document.querySelector('.price').textContent.includes('8 assets in a shard')");
        await page.WaitAsync("document.querySelector('.range').hidden");
        await page.LookAsync("market-license-preset");

        await OrderAsync(page);
        MarketOrder order = Assert.Single(await _test.Market.OrdersOfAsync(_test.Buyer.PublicKey, Stop)).Order;
        Assert.Equal("other", Assert.Single(order.Ranges).Dataset);
        page.Check(_server.Address);
    }

    [Fact]
    public async Task EachRouteIsForWhomItIsFor()
    {
        Licence licence = await _test.BuyAsync(Stop);
        MarketOrder open = await _test.OrderAsync(Stop);
        string id = licence.Id.ToString(), payer = _test.Buyer.PublicKey.ToString();
        object act = new { of = "x", why = "" }, move = new { key = "1", node = _node, amount = "1", to = (string?)null };

        // What nobody, a stranger, the buyer and the operator are answered.
        Dictionary<string, (string Path, object? Body, int[] Answers)> lines = new()
        {
            ["GET trade"] = ("trade", null, [200, 200, 200, 200]),
            ["GET trade/quote"] = ("trade/quote?seconds=86400&purpose=research", null, [200, 200, 200, 200]),
            ["GET trade/nodes"] = ("trade/nodes", null, [200, 200, 200, 200]),
            ["GET trade/licences/{id}/licence.json"] = ($"trade/licences/{id}/licence.json", null, [200, 200, 200, 200]),
            ["GET trade/own"] = ("trade/own", null, [401, 200, 200, 200]),
            ["GET trade/payouts/proof"] = ("trade/payouts/proof?key=none", null, [401, 404, 404, 404]),
            ["GET trade/treasury"] = ("trade/treasury", null, [401, 403, 403, 200]),
            ["POST trade/orders"] = ("trade/orders", new { kind = "Licence", termSeconds = 86400, purpose = "Research" }, [401, 200, 200, 200]),
            ["POST trade/orders/{id}"] = ($"trade/orders/{id}", new { }, [401, 403, 200, 403]),
            ["POST trade/orders/{id}/transaction"] = ($"trade/orders/{open.Id}/transaction", new { payer }, [401, 403, 200, 403]),
            ["POST trade/licences/{id}/token"] = ($"trade/licences/{id}/token", new { seconds = 60 }, [401, 403, 200, 403]),
            ["POST trade/restakes"] = ("trade/restakes", new { key = "1", node = _node, amount = "1", to = payer }, [401, 403, 403, 403]),
            ["POST trade/unstakes"] = ("trade/unstakes", move, [401, 403, 403, 403]),
            ["POST trade/refunds"] = ("trade/refunds", act, [401, 403, 403, 403]),
            ["POST trade/retries"] = ("trade/retries", act, [401, 403, 403, 403]),
        };
        MarketRoute[] routes = [.. _server.Routes.Where(route => route.Path.StartsWith("trade", StringComparison.Ordinal))];
        Assert.Equal(lines.Keys.Order(StringComparer.Ordinal), routes.Select(route => $"{route.Method} {route.Path}").Order(StringComparer.Ordinal));
        foreach (MarketRoute route in routes)
        {
            (string path, object? body, int[] answers) = lines[$"{route.Method} {route.Path}"];
            Keypair?[] askers = [null, _test.Stranger, _test.Buyer, _test.Operator];
            for (int i = 0; i < askers.Length; i++)
            {
                using var client = new MarketClient(_server.Address);
                if (askers[i] is { } wallet)
                    await client.SignInAsync(wallet);
                MarketAnswer answer = body is null ? await client.GetAsync(path) : await client.PostAsync(path, body);
                Assert.True(answers[i] == (int)answer.Status, $"{route.Method} {path}, asker {i}: {answers[i]} expected, {(int)answer.Status} answered: {answer.Text[..Math.Min(answer.Text.Length, 300)]}");
            }
        }
    }

    private async Task StartAsync(IReadOnlyDictionary<string, string> datasets)
    {
        _test = await MarketUnderTest.OpenAsync(datasets, null, Stop);
        using (Dataset read = Dataset.Open(dataset.Directory))
            _node = read.Shards[0].Wallet;
        var service = new MarketService(_test.Market);
        _server = new MarketServer(
            new MarketServerOptions
            {
                Name = "Test market",
                Listen = new IPEndPoint(IPAddress.Loopback, 0),
                Operators = new HashSet<PublicKey> { _test.Operator.PublicKey },
                SignInsPerMinute = 10_000,
            },
            [new DatasetRoutes(new PageRoutes(dataset.Directory, null, TimeProvider.System)), new TradeRoutes(_test.Market, service, _test.Clock)],
            service);
        await _server.StartAsync(Stop);
    }

    /// <summary>A page of a browser that has the buyer's wallet.</summary>
    private async Task<ChromiumPage> OpenAsync(Chromium browser)
    {
        ChromiumPage page = await browser.OpenPageAsync();
        byte[] key = [.. Convert.FromHexString("302e020100300506032b657004220420"), .. SHA256.HashData("piwa-test-buyer"u8)];
        await page.InjectAsync(Wallet.Replace("KEY", Convert.ToBase64String(key), StringComparison.Ordinal).Replace("ADDRESS", _test.Buyer.PublicKey.ToString(), StringComparison.Ordinal));
        await page.ShapeAsync(1280, 800, isPhone: false, isDark: false);
        await page.OpenAsync(new Uri(_server.Address, "/#/licences"));
        await page.ReadyAsync("License data");
        return page;
    }

    /// <summary>Orders a shard of 8 assets: who orders signs in first, and comes back to what was chosen.</summary>
    private static async Task OrderAsync(ChromiumPage page)
    {
        await page.ClickAsync(".buying button.main");
        await page.ReadyAsync("Sign in");
        await page.ClickAsync("button.main");
        await page.ReadyAsync("License data");
        await page.WaitAsync("document.querySelector('.price').textContent.includes('8 assets in a shard')");
        await page.ClickAsync(".buying button.main");
        await page.WaitAsync("document.querySelector('.order .paying')");
    }

    private static async Task ChooseAsync(ChromiumPage page, string data) => await page.EvaluateAsync(
        $"(() => {{ const data = document.getElementById('dataset'); data.value = '{data}'; data.dispatchEvent(new Event('input', {{ bubbles: true }})); }})(); 0");

    private async Task CloseEpochAsync(PublicKey? labeller = null)
    {
        _test.Clock.Advance(TimeSpan.FromDays(30));
        long epoch = await _test.Market.ReadLedgerAsync(ledger => ledger.Epoch, Stop);
        WalletCount[] labels = labeller is { } wallet ? [new WalletCount(wallet, 3)] : [];
        await _test.Market.SettleEpochAsync(
            epoch, new EpochFacts(SmallDataset.Assets, [new NodeCount(PublicKey.Parse(_node), SmallDataset.Assets, 0)], [], labels), Stop);
    }

    /// <summary>Does what the wallet would have: signs what the page has given it, and sends it.</summary>
    private async Task SendAsync(ChromiumPage page)
    {
        byte[] given = Convert.FromBase64String((await page.EvaluateAsync("window.sent")).GetString()!);
        Message message = Transaction.Parse(given).Message;
        _test.Ledger.SendTransaction(Transaction.Sign(message, _test.Buyer).Bytes);
        await _test.Market.SettleAsync(Stop);
    }
}
