using System.Net;
using System.Text.Json;
using Piwa.Host.Pages;
using Piwa.Pipeline;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Host.Pages;

/// <summary>The page in a real Chromium: every page opened and clicked through; no error on the console, and no request to another host.</summary>
/// <remarks><c>PIWA_SCREENSHOTS</c> names a folder for pictures of all pages.</remarks>
[Collection("browser")]
public sealed class PageBrowserTests(PageDatasetFixture set) : IClassFixture<PageDatasetFixture>, IAsyncLifetime
{
    private static readonly IPEndPoint Loopback = new(IPAddress.Loopback, 0);

    private readonly TemporaryDirectory _home = new();
    private Chromium _browser = null!;
    private ChromiumPage _page = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _browser = await Chromium.StartAsync();
        _page = await _browser.OpenPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _home.Dispose();
    }

    [Theory]
    [InlineData("desktop-light", 1280, 800, false, false)]
    [InlineData("desktop-dark", 1280, 800, false, true)]
    [InlineData("phone-light", 390, 844, true, false)]
    [InlineData("phone-dark", 390, 844, true, true)]
    public async Task EveryPageIsClickedThrough(string name, int width, int height, bool isPhone, bool isDark)
    {
        await using PageServer server = await new PageServer(set.Directory, null, Loopback, null, null).StartedAsync();
        await _page.ShapeAsync(width, height, isPhone, isDark);
        await _page.OpenAsync(server.Address);
        await _page.ReadyAsync("Overview");
        Assert.Equal(isDark ? "dark" : "light", (await _page.EvaluateAsync("document.documentElement.dataset.theme")).GetString());
        Assert.Contains("dead letters\n1", await _page.TextAsync("main"), StringComparison.Ordinal);
        await _page.LookAsync($"{name}-overview");

        await _page.ClickAsync("nav a[href='#/assets']");
        await _page.ReadyAsync("Assets");
        await _page.WaitAsync($"[...document.querySelectorAll('.gallery img')].filter(i => i.complete && i.naturalWidth === 128).length === {PageDatasetFixture.Made}");
        await _page.LookAsync($"{name}-assets");

        await _page.ClickAsync(".gallery li:nth-child(2) a");
        await _page.ReadyAsync("Asset 9");
        await ViewerAsync();
        await ViewsAsync();
        await _page.ClickAsync("button.copy");
        await _page.WaitAsync("/Copied|Selected/.test(document.querySelector('button.copy').textContent)");
        await _page.ClickAsync("details summary");
        await _page.WaitAsync("JSON.parse(document.querySelector('details[open] pre').textContent).parts.length > 0");
        await _page.WaitAsync("document.querySelector('.good')?.textContent.includes('Sound')");
        await _page.LookAsync($"{name}-asset");
        await _page.ClickAsync("main a[href='#/assets/8']");
        await _page.ReadyAsync("Asset 8");

        await _page.ClickAsync("nav a[href='#/shards']");
        await _page.ReadyAsync("Shards");
        Assert.Equal(3, (await _page.EvaluateAsync("document.querySelectorAll('tbody tr').length")).GetInt32());
        await _page.LookAsync($"{name}-shards");
        await _page.ClickAsync("tbody tr:nth-child(3) a");
        await _page.WaitAsync("document.querySelectorAll('.gallery li').length === 3");

        await _page.ClickAsync("nav a[href='#/dead-letters']");
        await _page.ReadyAsync("Dead letters");
        Assert.Contains("generate", await _page.TextAsync("tbody"), StringComparison.Ordinal);
        await _page.LookAsync($"{name}-dead-letters");

        await _page.ClickAsync("nav a[href='#/telemetry']");
        await _page.ReadyAsync("Telemetry");
        Assert.Equal(2, (await _page.EvaluateAsync("document.querySelectorAll('tbody tr').length")).GetInt32());
        Assert.Equal(2, (await _page.EvaluateAsync("document.querySelectorAll('tbody .good').length")).GetInt32());
        Assert.Contains("2 end", await _page.TextAsync("tbody tr:first-child"), StringComparison.Ordinal);
        await _page.LookAsync($"{name}-telemetry");

        await _page.ClickAsync("#theme");
        await _page.ClickAsync("#theme");
        Assert.Equal("dark", (await _page.EvaluateAsync("document.documentElement.dataset.theme")).GetString());
        _page.Check(server.Address);
    }

    [Fact]
    public async Task TheKeyboardReachesAllAndTurnsTheMesh()
    {
        await using PageServer server = await new PageServer(set.Directory, null, Loopback, null, null).StartedAsync();
        await _page.ShapeAsync(1280, 800, isPhone: false, isDark: false);
        await _page.OpenAsync(new Uri(server.Address, "/#/assets/0"));
        await _page.ReadyAsync("Asset 0");
        await _page.WaitAsync("document.querySelector('.good')");
        await _page.WaitAsync("'ready' in document.querySelector('.viewer').dataset");

        // All that can be clicked can be reached, in the order of the page, and shows that it is.
        await _page.EvaluateAsync("window.reached = []; document.addEventListener('focusin', e => window.reached.push(e.target)); 0");
        int stops = (await _page.EvaluateAsync(
            "document.querySelectorAll('a[href], button:not(:disabled), summary, canvas, input, [tabindex=\"0\"]').length - document.querySelectorAll('dialog *:is(button)').length"))
            .GetInt32();
        for (int i = 0; i < stops + 4; i++)
        {
            await _page.PressAsync("Tab");
            Assert.True((await _page.EvaluateAsync(
                "document.activeElement === document.body || getComputedStyle(document.activeElement).outlineStyle !== 'none'")).GetBoolean());
        }

        await _page.WaitAsync("[...document.querySelectorAll('a[href], button:not(:disabled), summary, canvas')].filter(e => !e.closest('dialog')).every(e => window.reached.includes(e))");
        Assert.True((await _page.EvaluateAsync("window.reached[0].id === 'skip'")).GetBoolean());

        await _page.EvaluateAsync("document.querySelector('canvas').focus(); 0");
        byte[] before = await _page.PictureAsync("canvas");
        await _page.PressAsync("ArrowRight");
        await ChangesAsync(before);

        // The skip link leads past the navigation, and Enter follows links.
        await _page.EvaluateAsync("document.getElementById('skip').focus(); 0");
        await _page.PressAsync("Enter");
        Assert.True((await _page.EvaluateAsync("document.activeElement.id === 'main'")).GetBoolean());
        await _page.EvaluateAsync("document.querySelector(\"nav a[href='#/shards']\").focus(); 0");
        await _page.PressAsync("Enter");
        await _page.ReadyAsync("Shards");
        Assert.Equal("Shards", (await _page.EvaluateAsync("document.querySelector('[aria-current]').textContent")).GetString());
        _page.Check(server.Address);
    }

    [Fact]
    public async Task ARunIsShownWhileItRuns()
    {
        const ulong Endless = 1_000_000;
        var feed = new RunFeed(() => Environment.WorkingSet);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        string directory = _home["live"];
        await using PageServer server = await new PageServer(directory, feed, Loopback, null, null).StartedAsync();
        Task<RunReport> run = SmallRun.Pipeline(directory).RunAsync(Endless, feed, end.Token);
        await _page.ShapeAsync(1280, 800, isPhone: false, isDark: true);
        await _page.OpenAsync(server.Address);
        await _page.ReadyAsync("Overview");
        await _page.WaitAsync("document.querySelectorAll('.graph g').length === 6");
        await _page.WaitAsync("document.querySelector('.graph .hot')");
        await _page.WaitAsync("document.querySelectorAll('.chart path').length === 2");
        string[] names = ["admit", "generate", "render", "seal", "shard", "mint"];
        JsonElement shown = await _page.EvaluateAsync("[...document.querySelectorAll('.graph .name')].map(e => e.textContent)");
        Assert.Equal(names, shown.EnumerateArray().Select(name => name.GetString()));
        Assert.Contains("The bottleneck is", (await _page.EvaluateAsync("document.querySelector('.graph').getAttribute('aria-label')")).GetString(), StringComparison.Ordinal);
        await _page.EvaluateAsync("window.before = document.querySelector('.facts dd').textContent; 0");
        await _page.WaitAsync("document.querySelector('.facts dd').textContent !== window.before");
        await _page.LookAsync("run-dark");
        await _page.ShapeAsync(390, 844, isPhone: true, isDark: false);
        await _page.LookAsync("run-phone");
        await end.CancelAsync();
        Assert.True((await run).WasCancelled);
        _page.Check(server.Address);
    }

    [Fact]
    public async Task WithoutADataSetItIsSaidWhatToDo()
    {
        await using PageServer server = await new PageServer(_home.Path, null, Loopback, null, null).StartedAsync();
        await _page.ShapeAsync(390, 844, isPhone: true, isDark: false);
        await _page.OpenAsync(server.Address);
        await _page.ReadyAsync("Overview");
        Assert.Contains("piwa generate --out", await _page.TextAsync("main"), StringComparison.Ordinal);
        await _page.LookAsync("empty-overview");
        foreach ((string path, string title) in ((string, string)[])[("#/assets", "Assets"), ("#/shards", "Shards"), ("#/dead-letters", "Dead letters"), ("#/telemetry", "Telemetry")])
        {
            await _page.ClickAsync($"nav a[href='{path}']");
            await _page.ReadyAsync(title);
            await _page.WaitAsync("document.querySelector('.empty')");
        }

        _page.Check(server.Address);
    }

    private async Task ViewerAsync()
    {
        await _page.WaitAsync("'ready' in document.querySelector('.viewer').dataset || document.querySelector('.viewer').dataset.failed");
        Assert.True((await _page.EvaluateAsync("'ready' in document.querySelector('.viewer').dataset")).GetBoolean(), await _page.TextAsync(".viewer"));
        byte[] shaded = await _page.PictureAsync("canvas");
        await _page.ClickAsync("button[aria-pressed]");
        await ChangesAsync(shaded);
        await _page.ClickAsync("button[aria-pressed]");
    }

    private async Task ViewsAsync()
    {
        await _page.EvaluateAsync("document.querySelectorAll('.views img').forEach(image => { image.loading = 'eager'; }); 0");
        await _page.WaitAsync("[...document.querySelectorAll('.views img')].filter(image => image.complete && image.naturalWidth === 128).length === 7 * 12");
        await _page.ClickAsync(".views tbody tr:nth-child(2) td:nth-child(3) button");
        await _page.WaitAsync("document.querySelector('dialog[open] img')?.naturalWidth === 128");
        Assert.Contains("depth, view 1", await _page.TextAsync("dialog"), StringComparison.Ordinal);
        await _page.PressAsync("Escape");
        await _page.WaitAsync("!document.querySelector('dialog[open]')");
    }

    private async Task ChangesAsync(byte[] before)
    {
        const int Tries = 100;
        for (int i = 0; i < Tries; i++)
        {
            if (!(await _page.PictureAsync("canvas")).AsSpan().SequenceEqual(before))
                return;
        }

        Assert.Fail("The mesh looks as it did.");
    }
}
