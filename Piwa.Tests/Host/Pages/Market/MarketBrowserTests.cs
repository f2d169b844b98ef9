using Piwa.Chain.Keys;
using Piwa.Chain.Requests;
using Piwa.Pipeline.Labelling;
using Piwa.Pipeline.Uploads;
using Piwa.Tests.Importing;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Host.Pages.Market;

/// <summary>The pages of a market in a real Chromium: sign in, upload, label; no error on the console, and no request to another host.</summary>
/// <remarks><c>PIWA_SCREENSHOTS</c> names a folder for pictures.</remarks>
[Collection("browser")]
public sealed class MarketBrowserTests : IAsyncLifetime
{
    /// <summary>A wallet of the Wallet Standard, as an extension brings it: its key is the browser's own.</summary>
    private const string Wallet =
        """
        (async () => {
          const digits = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
          const encode = bytes => {
            let number = 0n, text = '';
            for (const byte of bytes) number = number * 256n + BigInt(byte);
            for (; number > 0n; number /= 58n) text = digits[Number(number % 58n)] + text;
            return text;
          };
          const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
          const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
          const account = { address: encode(publicKey), publicKey, chains: ['solana:mainnet'], features: ['solana:signMessage'] };
          const wallet = {
            version: '1.0.0', name: 'Test wallet', icon: '', chains: account.chains, accounts: [account],
            features: {
              'standard:connect': { version: '1.0.0', connect: async () => ({ accounts: [account] }) },
              'solana:signMessage': { version: '1.0.0', signMessage: async ({ message }) =>
                [{ signedMessage: message, signature: new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, message)) }] },
            },
          };
          const register = api => api.register(wallet);
          dispatchEvent(new CustomEvent('wallet-standard:register-wallet', { detail: register }));
          addEventListener('wallet-standard:app-ready', event => register(event.detail));
        })();
        """;

    private readonly TemporaryDirectory _home = new();
    private readonly Keypair _artist = Keypair.Generate();
    private MarketHost _host = null!;
    private Chromium _browser = null!;
    private ChromiumPage _page = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _browser = await Chromium.StartAsync();
        _page = await _browser.OpenPageAsync();
        _host = await MarketHost.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        if (_host is not null)
            await _host.DisposeAsync();
        _artist.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task WithAWalletOfTheBrowserAssetsAreLabelledByKeyboardAlone()
    {
        await _page.InjectAsync(Wallet);
        await _page.ShapeAsync(1280, 800, isPhone: false, isDark: false);
        await _page.OpenAsync(_host.Server.Address);
        await _page.ReadyAsync("The market of this host");
        await _page.LookAsync("market-start");
        await _page.ClickAsync("nav a[href='#/label']");
        await _page.ReadyAsync("Sign in");
        await _page.WaitAsync("document.querySelector('button.main')?.textContent === 'Sign in with Test wallet'");
        await _page.LookAsync("market-sign-in");
        await _page.ClickAsync("button.main");
        await _page.ReadyAsync("Asset 0");
        await ShownAsync();

        // From here on nothing is clicked. 1: a tag that is typed, a quality, Enter.
        await _page.PressAsync("Enter");
        await _page.WaitAsync("document.querySelector('.said.bad')?.textContent.includes('quality first')");
        await _page.PressAsync("t");
        await _page.TypeAsync("office chair");
        await _page.PressAsync("Enter");
        await _page.PressAsync("Escape");
        await _page.PressAsync("4");
        await _page.LookAsync("market-label");
        await _page.PressAsync("Enter");
        await _page.ReadyAsync("Asset 1");

        // 2: the tag by its key, not safe for work, a blank.
        await ShownAsync();
        await _page.PressAsync("6");
        await _page.PressAsync("n");
        await _page.PressAsync("2");
        await _page.PressAsync("ArrowRight");
        await _page.WaitAsync("document.getElementById('large').src.includes('/views/1/')");
        await _page.PressAsync(" ");
        await _page.ReadyAsync("Asset 2");

        // 3 is passed over; back to the second, which gets another quality.
        await _page.PressAsync("s");
        await _page.ReadyAsync("Asset 3");
        await _page.PressAsync("u");
        await _page.ReadyAsync("Asset 1");
        await _page.WaitAsync("document.querySelector('.keys [aria-pressed=true]').textContent.includes('poor')");
        await _page.PressAsync("3");
        await _page.PressAsync("n");
        await _page.PressAsync("Enter");
        await _page.ReadyAsync("Asset 3");
        await _page.PressAsync("5");
        await _page.ShapeAsync(1280, 800, isPhone: false, isDark: true);
        await _page.LookAsync("market-label-dark");
        await _page.PressAsync("Enter");
        await _page.WaitAsync("document.querySelector('.empty')?.textContent.includes('nothing left')");
        Assert.Contains("3 labelled by you", await _page.TextAsync("main"), StringComparison.Ordinal);

        AssetLabel[] labels = [.. _host.Labels.ByAsset().SelectMany(all => all)];
        Assert.Equal([(0ul, 4, false), (1ul, 3, false), (3ul, 5, false)], labels.Select(label => (label.Asset, label.Quality, label.Nsfw)));
        Assert.Equal(["office chair", "office chair", ""], labels.Select(label => string.Join(',', label.Tags)));
        await _page.ClickAsync("nav a[href='#/assets']");
        await _page.ReadyAsync("Assets");
        await _page.WaitAsync("document.querySelector('.gallery small')?.textContent.includes('★ 5.0')");
        await _page.ClickAsync(".gallery li:nth-child(4) a");
        await _page.ReadyAsync("Asset 0");
        await _page.WaitAsync("document.querySelector('.tags li').textContent === 'office chair'");
        _page.Check(_host.Server.Address);
    }

    [Fact]
    public async Task WithAKeypairFileAMeshIsUploadedRenderedAndCertified()
    {
        string path = _home["ring of an artist.glb"];
        await File.WriteAllBytesAsync(path, TestShape.Torus(0.3).ToGlb([0.8, 0.3, 0.1, 1]), Stop);
        await _page.ShapeAsync(390, 844, isPhone: true, isDark: false);
        await _page.OpenAsync(new Uri(_host.Server.Address, "/#/uploads"));
        await _page.ReadyAsync("Sign in");
        await _page.EvaluateAsync("document.getElementById('address').focus(); 0");
        await _page.TypeAsync(_artist.PublicKey.ToString());
        await _page.PressAsync("Enter");
        await _page.WaitAsync("document.getElementById('text')");
        await _page.LookAsync("market-sign-in-phone");
        string text = (await _page.EvaluateAsync("document.getElementById('text').textContent")).GetString()!;
        await _page.EvaluateAsync("document.getElementById('signature').focus(); 0");
        await _page.TypeAsync(_artist.Sign(OffchainMessage.Encode(text)).ToString());
        await _page.ClickAsync("form:last-of-type button.main");
        await _page.ReadyAsync("Upload a mesh");
        await _page.LookAsync("market-upload-phone");

        await _page.ShapeAsync(1280, 800, isPhone: false, isDark: false);
        await _page.ChooseFileAsync("#file", path);
        await _page.ReadyAsync("ring of an artist");
        await _page.WaitAsync("document.querySelector('main').innerText.includes('It is the next')");
        _host.Queue.Start();
        await _page.WaitAsync("document.querySelector('#outcome .good')?.textContent === 'Taken. '");
        await _page.WaitAsync("'ready' in document.querySelector('.viewer').dataset || document.querySelector('.viewer').dataset.failed");
        Assert.True((await _page.EvaluateAsync("'ready' in document.querySelector('.viewer').dataset")).GetBoolean(), await _page.TextAsync(".viewer"));
        await _page.WaitAsync("[...document.querySelectorAll('.shots img')].filter(image => image.complete && image.naturalWidth === 128).length === 6");
        Assert.Equal(4, (await _page.EvaluateAsync("[...document.querySelectorAll('tbody td .good')].length")).GetInt32());
        await _page.LookAsync("market-uploaded");
        await _page.ShapeAsync(390, 844, isPhone: true, isDark: true);
        await _page.LookAsync("market-uploaded-phone-dark");

        // The certificate is what the host has signed of this file.
        string certificate = (await _page.EvaluateAsync("fetch(document.getElementById('certificate').href).then(answer => answer.text())")).GetString()!;
        FirstUploadRecord record = FirstUploadCertificate.Read(System.Text.Encoding.UTF8.GetBytes(certificate), "certificate");
        Assert.Null(FirstUploadCertificate.FindFault(record));
        Assert.Null(FirstUploadCertificate.FindFileFault(record, path, Stop));
        Assert.Equal(_artist.PublicKey.ToString(), record.Uploader);

        await _page.ClickAsync("#account");
        await _page.ReadyAsync("Signed in");
        await _page.ClickAsync("#sign-out");
        await _page.WaitAsync("document.getElementById('account').textContent === 'Sign in'");
        _page.Check(_host.Server.Address);
    }

    private async Task ShownAsync() => await _page.WaitAsync(
        "document.getElementById('large')?.naturalWidth === 128 && [...document.querySelectorAll('.strip img')].every(image => image.complete && image.naturalWidth === 128)");
}
