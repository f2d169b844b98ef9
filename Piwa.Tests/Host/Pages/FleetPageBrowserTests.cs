using System.Net;
using System.Text.Json;
using Piwa.Host.Observability;
using Piwa.Host.Pages;
using Piwa.Host.Pages.Fleet;
using Piwa.Pipeline.Fleet;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Host.Pages;

/// <summary>The page of a fleet in a real Chromium; no error on the console, and no request to another host.</summary>
/// <remarks><c>PIWA_SCREENSHOTS</c> names a folder for pictures of all pages.</remarks>
[Collection("browser")]
public sealed class FleetPageBrowserTests : IAsyncLifetime
{
    private const int Nodes = 5000;

    private static readonly IPEndPoint Loopback = new(IPAddress.Loopback, 0);

    private readonly FleetFeed _feed = new(ManyNodes.About, TimeProvider.System);
    private readonly CoordinatorHealth _health = new(TimeProvider.System);
    private Chromium _browser = null!;
    private ChromiumPage _page = null!;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _browser = await Chromium.StartAsync();
        _page = await _browser.OpenPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
    }

    [Theory]
    [InlineData("desktop-light", 1280, 800, false, false)]
    [InlineData("desktop-dark", 1280, 800, false, true)]
    [InlineData("phone-light", 390, 844, true, false)]
    [InlineData("phone-dark", 390, 844, true, true)]
    public async Task EveryPageIsClickedThrough(string name, int width, int height, bool isPhone, bool isDark)
    {
        _health.Looked();
        Look(Nodes, 400);
        Look(Nodes, 420);
        await using PageServer server = await StartAsync();
        await _page.ShapeAsync(width, height, isPhone, isDark);
        await _page.OpenAsync(server.Address);
        await _page.ReadyAsync("Fleet");
        Assert.Equal(isDark ? "dark" : "light", (await _page.EvaluateAsync("document.documentElement.dataset.theme")).GetString());
        string text = await _page.TextAsync("main");
        Assert.Contains("420 of 1,000", text, StringComparison.Ordinal);
        Assert.Contains("3,360 of 8,000", text, StringComparison.Ordinal);
        Assert.Contains("ready", text, StringComparison.Ordinal);
        Assert.Equal(
            "Units: 420 in the store, 10 on their way there, 20 being checked, 25 being made, 5 lost by their node, 520 to make",
            (await _page.EvaluateAsync("document.querySelector('svg.units').getAttribute('aria-label')")).GetString());
        await _page.LookAsync($"fleet-{name}");

        // It lives: what changes in the fleet is shown without anything being pressed.
        Look(Nodes, 450);
        await _page.WaitAsync("document.querySelector('main').innerText.includes('450 of 1,000')");

        await _page.ClickAsync("nav a[href='#/nodes']");
        await _page.ReadyAsync("Nodes");
        Assert.Equal(100, (await _page.EvaluateAsync("document.querySelectorAll('tbody .wallet').length")).GetInt32());
        await _page.LookAsync($"fleet-{name}-nodes");
        await _page.ClickAsync("button.copy");
        await _page.WaitAsync("/Copied|Selected/.test(document.querySelector('button.copy').textContent)");

        await _page.ClickAsync("nav a[href='#/events']");
        await _page.ReadyAsync("Events");
        Assert.Equal(50, (await _page.EvaluateAsync("document.querySelectorAll('tbody tr').length")).GetInt32());
        Assert.Equal("strike", await _page.TextAsync("tbody tr:first-child .bad"));
        await _page.LookAsync($"fleet-{name}-events");
        await _page.ClickAsync(".tools button:nth-child(2)");
        await _page.WaitAsync("document.querySelectorAll('tbody tr').length === 40");
        _page.Check(server.Address);
    }

    [Fact]
    public async Task NodesAreSortedSearchedAndTurned()
    {
        Look(Nodes, 10);
        await using PageServer server = await StartAsync();
        await _page.ShapeAsync(1280, 800, isPhone: false, isDark: false);
        await _page.OpenAsync(new Uri(server.Address, "/#/nodes"));
        await _page.ReadyAsync("Nodes");
        Assert.Equal("descending", await SortedAsync("units"));
        Assert.Equal(ManyNodes.Wallet(0), await FirstAsync());
        await _page.ClickAsync("th:nth-child(5) button");
        await _page.WaitAsync("document.querySelector('th[aria-sort]')?.getAttribute('aria-sort') === 'ascending'");
        await FirstIsAsync(ManyNodes.Wallet(Nodes - 1));

        // The keyboard sorts too, and stays where it is while the rows live.
        await _page.EvaluateAsync("document.querySelector('th:nth-child(7) button').focus(); 0");
        await _page.PressAsync("Enter");
        await _page.WaitAsync("document.querySelector('th:nth-child(7)').getAttribute('aria-sort') === 'descending'");
        Look(Nodes, 11);
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        Assert.Equal("accuracy▼", (await _page.EvaluateAsync("document.activeElement.textContent")).GetString());

        await _page.ClickAsync("th:nth-child(5) button");
        await FirstIsAsync(ManyNodes.Wallet(0));
        await _page.ClickAsync(".tools button:nth-child(2)");
        await FirstIsAsync(ManyNodes.Wallet(100));
        Assert.Contains("101 to 200 of 5,000", await _page.TextAsync("main"), StringComparison.Ordinal);

        // A search begins on its first page, and goes on as it is typed.
        await _page.ClickAsync("#search");
        await _page.SendAsync("Input.insertText", new() { ["text"] = ManyNodes.Wallet(4242)[..10] });
        await FirstIsAsync(ManyNodes.Wallet(4242));
        Assert.Equal(1, (await _page.EvaluateAsync("document.querySelectorAll('tbody .wallet').length")).GetInt32());
        Assert.Equal("search", (await _page.EvaluateAsync("document.activeElement.id")).GetString());
        await _page.SendAsync("Input.insertText", new() { ["text"] = "<b>" });
        await _page.WaitAsync("document.querySelector('.empty')?.innerText.includes('No node is like that.')");

        await _page.EvaluateAsync("location.hash = '#/nodes?state=barred'");
        await FirstIsAsync(ManyNodes.Wallet(1));
        Assert.Equal(50, (await _page.EvaluateAsync("document.querySelectorAll('tbody .wallet').length")).GetInt32());
        Assert.Contains("barred: at unit 1 it made other assets than two others", await _page.TextAsync("tbody"), StringComparison.Ordinal);
        await _page.LookAsync("fleet-barred");
        _page.Check(server.Address);
    }

    [Fact]
    public async Task BeforeThereAreNodesItIsSaidWhatToDo()
    {
        await using PageServer server = await StartAsync();
        await _page.ShapeAsync(390, 844, isPhone: true, isDark: false);
        await _page.OpenAsync(server.Address);
        await _page.ReadyAsync("Fleet");
        Assert.Contains("has not been looked at yet", await _page.TextAsync("main"), StringComparison.Ordinal);
        _health.Looked();
        _feed.Report(ManyNodes.Status(0, 0, Now), []);
        await _page.WaitAsync("document.querySelector('.empty')?.innerText.includes('piwa work --coordinator https://127.0.0.1:8930')");
        await _page.LookAsync("fleet-empty");
        foreach ((string path, string title) in ((string, string)[])[("#/nodes", "Nodes"), ("#/events", "Events")])
        {
            await _page.ClickAsync($"nav a[href='{path}']");
            await _page.ReadyAsync(title);
            await _page.WaitAsync("document.querySelector('.empty')");
        }

        _page.Check(server.Address);
    }

    [Fact]
    public async Task WhileTheDatabaseIsAwayItIsSaidAndWhatWasKnownStays()
    {
        Look(3, 40);
        await using PageServer server = await StartAsync();
        await _page.ShapeAsync(1280, 800, isPhone: false, isDark: false);
        await _page.OpenAsync(server.Address);
        await _page.ReadyAsync("Fleet");
        Assert.True((await _page.EvaluateAsync("document.getElementById('notice').hidden")).GetBoolean());
        _feed.Report("The fleet's database: Failed to connect to 127.0.0.1:5432");
        _health.Looked(new FleetDatabaseException("The fleet's database: Failed to connect to 127.0.0.1:5432"));
        await _page.WaitAsync("document.getElementById('notice').innerText.includes('Failed to connect')");
        await _page.WaitAsync("document.getElementById('notice').innerText.includes('What is shown is of 20')");
        string text = await _page.TextAsync("main");
        Assert.Contains("40 of 1,000", text, StringComparison.Ordinal);
        Assert.Contains("waits", text, StringComparison.Ordinal);
        await _page.LookAsync("fleet-database-away");
        foreach ((string path, string title) in ((string, string)[])[("#/nodes", "Nodes"), ("#/events", "Events")])
        {
            await _page.ClickAsync($"nav a[href='{path}']");
            await _page.ReadyAsync(title);
            await _page.WaitAsync("document.getElementById('notice').innerText.includes('Failed to connect')");
        }

        Look(3, 41);
        _health.Looked();
        await _page.WaitAsync("document.getElementById('notice').hidden");
        _page.Check(server.Address);
    }

    [Fact]
    public async Task TheKeyboardReachesAll()
    {
        Look(3, 40);
        await using PageServer server = await StartAsync();
        await _page.ShapeAsync(1280, 800, isPhone: false, isDark: false);
        foreach (string path in (string[])["/", "/#/nodes", "/#/events"])
        {
            await _page.OpenAsync(new Uri("about:blank"));
            await _page.OpenAsync(new Uri(server.Address, path));
            await _page.WaitAsync("document.querySelector('main[data-ready] table')");
            await _page.EvaluateAsync("window.reached = []; document.addEventListener('focusin', e => window.reached.push(e.target)); 0");
            int stops = (await _page.EvaluateAsync("document.querySelectorAll('a[href], button:not(:disabled), input, select, [tabindex=\"0\"]').length")).GetInt32();
            for (int i = 0; i < stops + 4; i++)
            {
                await _page.PressAsync("Tab");
                Assert.True((await _page.EvaluateAsync(
                    "document.activeElement === document.body || getComputedStyle(document.activeElement).outlineStyle !== 'none'")).GetBoolean());
            }

            await _page.WaitAsync("[...document.querySelectorAll('a[href], button:not(:disabled), input, select')].every(e => window.reached.includes(e))");
        }

        _page.Check(server.Address);
    }

    [Fact]
    public async Task FocusStaysWhereItIsWhileThePageChanges()
    {
        Look(3, 40);
        await using PageServer server = await StartAsync();
        await _page.OpenAsync(server.Address);
        await _page.ReadyAsync("Fleet");
        await _page.WaitAsync("window.link = document.querySelector(\"dd a[href='#/nodes?state=present']\")");
        await _page.EvaluateAsync("link.focus(); 0");
        foreach (long committed in (long[])[41, 42])
        {
            Look(4, committed);
            await _page.WaitAsync($"document.querySelector('main').innerText.includes('{committed} of 1,000')");
        }

        Assert.Equal("2 of 4", (await _page.EvaluateAsync("link.innerText")).GetString());
        Assert.True((await _page.EvaluateAsync("document.activeElement === link")).GetBoolean());
        _page.Check(server.Address);
    }

    private void Look(int nodes, long committed) => _feed.Report(
        ManyNodes.Status(nodes, committed, Now), [.. Enumerable.Range(1, 90).Reverse().Select(number => ManyNodes.Event(number, Now))]);

    private Task<PageServer> StartAsync() =>
        new PageServer(ManyNodes.Routes(_feed, TimeProvider.System, _health), PageServer.FleetStart, Loopback, "--page", null, null).StartedAsync();

    private async Task<string?> SortedAsync(string heading)
    {
        JsonElement sorted = await _page.EvaluateAsync("[...document.querySelectorAll('th[aria-sort]')].map(e => [e.innerText, e.getAttribute('aria-sort')])");
        JsonElement only = Assert.Single(sorted.EnumerateArray());
        Assert.StartsWith(heading, only[0].GetString(), StringComparison.Ordinal);
        return only[1].GetString();
    }

    private async Task<string?> FirstAsync() => (await _page.EvaluateAsync("document.querySelector('tbody .hash').title")).GetString();

    private Task FirstIsAsync(string wallet) => _page.WaitAsync($"document.querySelector('tbody .hash')?.title === '{wallet}'");
}
