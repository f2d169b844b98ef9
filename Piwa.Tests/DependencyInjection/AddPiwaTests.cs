using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Piwa.Pipeline;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.DependencyInjection;

/// <summary>Pipeline and generator out of a container, with what else it has.</summary>
public sealed class AddPiwaTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task PipelineAndGeneratorComeOutOfAContainerAndMakeTheSame()
    {
        await using ServiceProvider provider = new ServiceCollection().AddPiwa(Small("a")).BuildServiceProvider(validateScopes: true);
        Assert.Same(provider.GetRequiredService<PiwaPipeline>(), provider.GetRequiredService<PiwaPipeline>());
        RunReport report = await provider.GetRequiredService<PiwaPipeline>().RunAsync(3, null, TestContext.Current.CancellationToken);
        SmallRun.AssertLaw(report.Progress);
        Assert.Equal(3, report.Progress.Completed);

        AssetGenerator generator = provider.GetRequiredService<AssetGenerator>();
        Assert.True((await generator.GetAssetAsync(2, TestContext.Current.CancellationToken)).IsMade);
        await provider.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => generator.GetAsset(2));
    }

    [Fact]
    public async Task AContainerThatIsDisposedSynchronouslyClosesTheGenerator()
    {
        ServiceProvider provider = new ServiceCollection().AddPiwa(Small("a")).BuildServiceProvider();
        AssetGenerator generator = provider.GetRequiredService<AssetGenerator>();
        Assert.True((await generator.GetAssetAsync(0, TestContext.Current.CancellationToken)).IsMade);
        provider.Dispose();
        Assert.Throws<ObjectDisposedException>(() => generator.GetAsset(0));
    }

    [Fact]
    public void AllWrongOptionsAreNamedAtTheFirstUse()
    {
        using ServiceProvider provider = new ServiceCollection().AddPiwa(options =>
        {
            Small("a")(options);
            options.Threads = -1;
            options.BatchCount = 1;
            options.Campaign = new Campaign { Preset = "zeroverze" };
        }).BuildServiceProvider();
        var fault = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<PiwaPipeline>);
        foreach (string expected in (string[])["Threads", "BatchCount", "Did you mean 'zeroverse'?"])
            Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Throws<OptionsValidationException>(provider.GetRequiredService<AssetGenerator>);
    }

    [Fact]
    public async Task CampaignsHaveNames()
    {
        await using ServiceProvider provider = new ServiceCollection()
            .AddPiwa("one", Small("one"))
            .AddPiwa("two", options =>
            {
                Small("two")(options);
                options.Campaign = SmallRun.Campaign with { Seed = 2 };
            })
            .BuildServiceProvider();
        Assert.Null(provider.GetService<PiwaPipeline>());
        AssetGenerator one = provider.GetRequiredKeyedService<AssetGenerator>("one"), two = provider.GetRequiredKeyedService<AssetGenerator>("two");
        Assert.Equal([1UL, 2UL], [one.Campaign.Seed, two.Campaign.Seed]);
        Assert.NotEqual(one.GetAsset(0).Hashes.Asset, two.GetAsset(0).Hashes.Asset);
        Assert.NotSame(provider.GetRequiredKeyedService<PiwaPipeline>("one"), provider.GetRequiredKeyedService<PiwaPipeline>("two"));
    }

    [Fact]
    public async Task LoggersTheClockAndTheScopeOfTheMeterAreTheContainers()
    {
        var messages = new Messages();
        var clock = new FakeTimeProvider(new DateTimeOffset(2031, 2, 3, 0, 0, 0, TimeSpan.Zero));
        await using ServiceProvider provider = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(messages))
            .AddMetrics()
            .AddSingleton<TimeProvider>(clock)
            .AddPiwa(Small("a"))
            .BuildServiceProvider();
        IMeterFactory factory = provider.GetRequiredService<IMeterFactory>();
        HashSet<string> own = [];
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            lock (own)
            {
                if (instrument.Meter.Scope == factory)
                    own.Add(instrument.Name);
            }
        };
        listener.Start();

        await provider.GetRequiredService<PiwaPipeline>().RunAsync(2, null, TestContext.Current.CancellationToken);
        Assert.Contains(messages.All, message => message.StartsWith("Making 2 assets", StringComparison.Ordinal));
        Assert.Superset(new HashSet<string>(["piwa.assets.completed", "piwa.stage.duration", "piwa.leases.live"]), own);
        using var dataset = Piwa.Pipeline.Shards.Dataset.Open(_home["a"]);
        Assert.Equal(clock.Start.ToUnixTimeMilliseconds(), Assert.Single(dataset.Shards).Time);
    }

    [Fact]
    public void WhatTheCallerSetsHasTheLastWord()
    {
        var clock = new FakeTimeProvider();
        using ServiceProvider provider = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddPiwa(options => options.TimeProvider = clock)
            .AddPiwa(options => options.Threads = 3)
            .BuildServiceProvider();
        PiwaOptions options = provider.GetRequiredService<IOptions<PiwaOptions>>().Value;
        Assert.Same(clock, options.TimeProvider);
        Assert.Equal(3, options.Threads);
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddPiwa("", _ => { }));
    }

    private Action<PiwaOptions> Small(string name) => options =>
    {
        options.OutputDirectory = _home[name];
        options.WalletPath = _home["wallet.json"];
        options.Campaign = SmallRun.Campaign;
        options.Device = "host";
        options.Threads = 1;
        options.BatchAssets = 1;
        options.BatchCount = 2;
    };

    private sealed class Messages : ILoggerProvider, ILogger
    {
        private readonly Lock _lock = new();
        private readonly List<string> _all = [];

        public IReadOnlyList<string> All
        {
            get
            {
                lock (_lock)
                    return [.. _all];
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lock)
                _all.Add(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
