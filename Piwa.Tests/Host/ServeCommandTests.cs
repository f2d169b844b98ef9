using System.Diagnostics;
using System.Globalization;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Host;

/// <summary>The page as a process of its own, and beside a run.</summary>
public sealed class ServeCommandTests : IDisposable
{
    private const int Terminate = 15;

    private readonly TemporaryDirectory _home = new();
    private readonly PiwaProcess _piwa;

    public ServeCommandTests() => _piwa = new PiwaProcess(_home.Path);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task WhatCannotBeServedIsSaidBeforeAnythingBegins()
    {
        (await _piwa.RunAsync("serve", "nowhere")).Exits(1).Says("There is no directory 'nowhere'", "piwa generate");
        (await _piwa.RunAsync("serve", ".", "--listen", "0.0.0.0")).Exits(2).Says("--token-file");
        (await _piwa.RunAsync("serve", ".", "--listen", "somewhere:1")).Exits(2).Says("--listen is 'somewhere:1'");
        File.WriteAllText(_home["short"], "secret");
        (await _piwa.RunAsync("serve", ".", "--token-file", "short")).Exits(2).Says("holds no token");
    }

    [Fact]
    public async Task ARunShowsItsPageAndAnotherProcessToo()
    {
        using Process run = _piwa.Start(
            "generate", "-n", "1000000", "-o", "set", "--resolution", "64", "--triangles", "600", "--shard-assets", "8", "--page", "127.0.0.1:0");
        try
        {
            using var client = new HttpClient();
            Uri own = await AddressAsync(run);
            await UntilAsync(client, new Uri(own, "/api/v1/overview"), text => text.Contains("\"bottleneck\":\"", StringComparison.Ordinal));

            using Process beside = _piwa.Start("serve", "set", "--listen", "127.0.0.1:0", "--token-file", "token");
            try
            {
                Uri other = await AddressAsync(beside);
                string token = (await File.ReadAllTextAsync(_home["token"], Stop)).Trim();
                if (!OperatingSystem.IsWindows())
                    Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_home["token"]));
                client.DefaultRequestHeaders.Authorization = new("Bearer", token);
                await UntilAsync(client, new Uri(other, "/api/v1/assets"), text => text.Contains("\"index\":\"0\"", StringComparison.Ordinal)
                    || text.Contains("\"shard\":", StringComparison.Ordinal));
            }
            finally
            {
                beside.Kill();
            }
        }
        finally
        {
            run.Kill();
            await run.WaitForExitAsync(Stop);
        }
    }

    [Theory]
    [InlineData("serve", ".", "--listen", "127.0.0.1:0")]
    [InlineData("oracle", "serve", "state", "--port", "0", "--device", "host")]
    public async Task AServerThatIsInterruptedIsDone(params string[] command)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are a matter of Unix.");
        Assert.SkipWhen(PiwaProcess.IsIgnored(Terminate), "Whoever started the tests has SIGTERM ignored; so does the program.");
        using Process serving = _piwa.Start(command);
        while (await serving.StandardOutput.ReadLineAsync(Stop) is { } line && line != "Ctrl+C stops.")
        {
        }

        using (Process.Start("kill", ["-TERM", serving.Id.ToString(CultureInfo.InvariantCulture)]))
        {
        }

        PiwaResult result = (await PiwaProcess.FinishAsync(serving)).Exits(0);
        Assert.Equal(("Stopped.", ""), (result.Output.Trim(), result.Errors));
    }

    internal static async Task<Uri> AddressAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync(Stop) is { } line)
        {
            if (line.StartsWith("page", StringComparison.Ordinal))
                return new Uri(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1].Split('?')[0]);
        }

        throw new InvalidOperationException($"It ended: {await process.StandardError.ReadToEndAsync(Stop)}");
    }

    private static async Task UntilAsync(HttpClient client, Uri address, Func<string, bool> isEnough)
    {
        const int Tries = 600;
        string text = "";
        for (int i = 0; i < Tries; i++)
        {
            using HttpResponseMessage reply = await client.GetAsync(address, Stop);
            text = await reply.Content.ReadAsStringAsync(Stop);
            if (reply.IsSuccessStatusCode && isEnough(text))
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(100), Stop);
        }

        Assert.Fail(text);
    }
}
