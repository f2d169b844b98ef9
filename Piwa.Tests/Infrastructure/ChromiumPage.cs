using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Piwa.Tests.Infrastructure;

/// <summary>A page of a browser: what a person does with it, and what goes wrong meanwhile.</summary>
internal sealed class ChromiumPage
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly Chromium _browser;
    private readonly string _session;

    private ChromiumPage(Chromium browser, string session)
    {
        _browser = browser;
        _session = session;
        browser.Happened += Notice;
    }

    /// <summary>Errors on the console, exceptions, requests that failed.</summary>
    public ConcurrentQueue<string> Errors { get; } = new();

    /// <summary>All addresses that were asked.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public static async Task<ChromiumPage> BeginAsync(Chromium browser, string session)
    {
        var page = new ChromiumPage(browser, session);
        foreach (string domain in (string[])["Page", "Runtime", "Log", "Network"])
            await page.SendAsync(domain + ".enable", []);
        return page;
    }

    public Task<JsonElement> SendAsync(string method, JsonObject parameters) => _browser.SendAsync(_session, method, parameters);

    /// <summary>The window's size, and what the system prefers.</summary>
    public async Task ShapeAsync(int width, int height, bool isPhone, bool isDark)
    {
        await SendAsync("Emulation.setDeviceMetricsOverride", new()
        {
            ["width"] = width,
            ["height"] = height,
            ["deviceScaleFactor"] = isPhone ? 2 : 1,
            ["mobile"] = isPhone,
        });
        await SendAsync("Emulation.setTouchEmulationEnabled", new() { ["enabled"] = isPhone });
        await SendAsync("Emulation.setEmulatedMedia", new()
        {
            ["features"] = new JsonArray(
                new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = isDark ? "dark" : "light" },
                new JsonObject { ["name"] = "prefers-reduced-motion", ["value"] = "reduce" }),
        });
    }

    public Task OpenAsync(Uri address) => SendAsync("Page.navigate", new() { ["url"] = address.AbsoluteUri });

    /// <summary>What an expression is, once it is settled.</summary>
    public async Task<JsonElement> EvaluateAsync(string expression)
    {
        JsonElement result = await SendAsync("Runtime.evaluate", new()
        {
            ["expression"] = expression,
            ["awaitPromise"] = true,
            ["returnByValue"] = true,
        });
        Assert.False(result.TryGetProperty("exceptionDetails", out JsonElement fault), $"{expression}: {fault}");
        return result.GetProperty("result").TryGetProperty("value", out JsonElement value) ? value : default;
    }

    /// <summary>Waits until an expression is true.</summary>
    public async Task WaitAsync(string condition)
    {
        long start = Stopwatch.GetTimestamp();
        while ((await EvaluateAsync($"Boolean({condition})")).ValueKind != JsonValueKind.True)
        {
            Assert.True(
                Stopwatch.GetElapsedTime(start) < Patience,
                $"Never true: {condition}. The page says: {await EvaluateAsync("document.body.innerText")} Errors: {string.Join("; ", Errors)}");
            await Task.Delay(Interval, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Clicks with the mouse in the middle of an element.</summary>
    public async Task ClickAsync(string selector)
    {
        await WaitAsync($"document.querySelector({Quote(selector)})");
        JsonElement place = await EvaluateAsync($$"""
            (() => {
              const element = document.querySelector({{Quote(selector)}});
              element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
              const box = element.getBoundingClientRect();
              const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
              const top = document.elementFromPoint(x, y);
              return { x, y, isFree: element.contains(top) || (top?.contains(element) ?? false) };
            })()
            """);
        Assert.True(place.GetProperty("isFree").GetBoolean(), $"{selector} is covered.");
        foreach (string type in (string[])["mousePressed", "mouseReleased"])
        {
            await SendAsync("Input.dispatchMouseEvent", new()
            {
                ["type"] = type,
                ["x"] = place.GetProperty("x").GetDouble(),
                ["y"] = place.GetProperty("y").GetDouble(),
                ["button"] = "left",
                ["clickCount"] = 1,
            });
        }
    }

    /// <summary>Presses a key: <c>Tab</c>, <c>Enter</c>, <c>Escape</c>, <c>ArrowLeft</c>, or a digit, a small letter, a blank.</summary>
    public async Task PressAsync(string key)
    {
        int code = key switch { "Tab" => 9, "Enter" => 13, "Escape" => 27, "ArrowLeft" => 37, "ArrowRight" => 39, [var one] => char.ToUpperInvariant(one), _ => 0 };
        Assert.NotEqual(0, code);
        string name = key is [var c] ? c == ' ' ? "Space" : $"{(char.IsAsciiDigit(c) ? "Digit" : "Key")}{char.ToUpperInvariant(c)}" : key;
        var down = new JsonObject { ["type"] = "keyDown", ["key"] = key, ["code"] = name, ["windowsVirtualKeyCode"] = code };
        if (key == "Enter" || key.Length == 1)
            down["text"] = key == "Enter" ? "\r" : key;
        await SendAsync("Input.dispatchKeyEvent", down);
        await SendAsync("Input.dispatchKeyEvent", new() { ["type"] = "keyUp", ["key"] = key, ["code"] = name, ["windowsVirtualKeyCode"] = code });
    }

    /// <summary>Types a text, key by key.</summary>
    public async Task TypeAsync(string text)
    {
        foreach (char c in text)
            await PressAsync(c.ToString());
    }

    /// <summary>Chooses a file in an input of files, as a person does in the dialog.</summary>
    public async Task ChooseFileAsync(string selector, string path)
    {
        JsonElement found = await SendAsync("Runtime.evaluate", new() { ["expression"] = $"document.querySelector({Quote(selector)})" });
        await SendAsync("DOM.setFileInputFiles", new()
        {
            ["files"] = new JsonArray(path),
            ["objectId"] = found.GetProperty("result").GetProperty("objectId").GetString(),
        });
    }

    /// <summary>Runs a script in every page before its own: what an extension of the browser does.</summary>
    public Task InjectAsync(string script) => SendAsync("Page.addScriptToEvaluateOnNewDocument", new() { ["source"] = script });

    /// <summary>A picture of an element, or of the whole page, as PNG.</summary>
    public async Task<byte[]> PictureAsync(string? selector = null)
    {
        JsonElement box = await EvaluateAsync(selector is null
            ? "({ x: 0, y: 0, width: document.documentElement.clientWidth, height: document.documentElement.scrollHeight })"
            : $$"""(() => { const b = document.querySelector({{Quote(selector)}}).getBoundingClientRect(); return { x: b.x + scrollX, y: b.y + scrollY, width: b.width, height: b.height }; })()""");
        JsonElement shot = await SendAsync("Page.captureScreenshot", new()
        {
            ["format"] = "png",
            ["captureBeyondViewport"] = true,
            ["clip"] = new JsonObject
            {
                ["x"] = box.GetProperty("x").GetDouble(),
                ["y"] = box.GetProperty("y").GetDouble(),
                ["width"] = box.GetProperty("width").GetDouble(),
                ["height"] = box.GetProperty("height").GetDouble(),
                ["scale"] = 1,
            },
        });
        return shot.GetProperty("data").GetBytesFromBase64();
    }

    /// <summary>What an element says, as it is shown.</summary>
    public async Task<string> TextAsync(string selector) =>
        (await EvaluateAsync($"document.querySelector({Quote(selector)}).innerText")).GetString()!;

    /// <summary>Waits until one of Piwa's pages is there, and checks that it fits the window.</summary>
    public async Task ReadyAsync(string title)
    {
        await WaitAsync($"document.querySelector('main[data-ready] h1')?.textContent === '{title}'");
        await WaitAsync("document.documentElement.scrollWidth <= document.documentElement.clientWidth");
    }

    /// <summary>Checks that the page is not blank; its picture is kept where <c>PIWA_SCREENSHOTS</c> names a folder.</summary>
    public async Task LookAsync(string name)
    {
        await EvaluateAsync("scrollTo(0, 0); 0");
        byte[] picture = await PictureAsync();
        Assert.True(picture.Length > 4096, "The page is blank.");
        if (Environment.GetEnvironmentVariable("PIWA_SCREENSHOTS") is { Length: > 0 } folder)
            await File.WriteAllBytesAsync(Path.Combine(Directory.CreateDirectory(folder).FullName, name + ".png"), picture, TestContext.Current.CancellationToken);
    }

    /// <summary>Checks that nothing went wrong, and that nobody but the server was asked.</summary>
    public void Check(Uri server)
    {
        Assert.Empty(Errors);
        Assert.NotEmpty(Requests);
        Assert.All(Requests.Where(request => request != "about:blank"), request =>
        {
            var address = new Uri(request.StartsWith("blob:", StringComparison.Ordinal) ? request[5..] : request);
            Assert.Equal(server.Authority, address.Authority);
        });
    }

    private static string Quote(string text) => JsonSerializer.Serialize(text);

    private void Notice(string session, string method, JsonElement parameters)
    {
        if (session != _session)
            return;
        switch (method)
        {
            case "Runtime.consoleAPICalled" when parameters.GetProperty("type").GetString() is "error" or "assert":
                Errors.Enqueue($"console: {parameters.GetProperty("args")}");
                break;
            case "Runtime.exceptionThrown":
                Errors.Enqueue($"exception: {parameters.GetProperty("exceptionDetails")}");
                break;
            case "Log.entryAdded" when parameters.GetProperty("entry").GetProperty("level").GetString() == "error":
                Errors.Enqueue($"log: {parameters.GetProperty("entry")}");
                break;
            case "Network.requestWillBeSent":
                Requests.Enqueue(parameters.GetProperty("request").GetProperty("url").GetString()!);
                break;
        }
    }
}
