using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Piwa.Host.Serving;

namespace Piwa.Tests.Host;

/// <summary>In which order the services of a host begin and end, and how an interruption and a fault reach whoever runs it.</summary>
public sealed class ServiceHostTests : IDisposable
{
    private readonly CancellationTokenSource _interruption = new();
    private readonly List<string> _told = [];

    public void Dispose() => _interruption.Dispose();

    [Fact]
    public async Task AnInterruptedHostDrainsItsRunBeforeAnythingElseStops()
    {
        TaskCompletionSource begun = new(), drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using IHost host = Build(async stopping =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _told.Add("drains");
            await drained.Task;
            _told.Add("drained");
        });
        Task running = ServiceHost.RunAsync(host);
        await begun.Task;
        await _interruption.CancelAsync();
        Assert.False(running.IsCompleted);
        Assert.DoesNotContain("server stopped", _told);
        drained.SetResult();
        await running;
        Assert.Equal(["server started", "drains", "drained", "server stopped"], _told);
    }

    [Fact]
    public void ADrainHasNoLimitOfTheHosts()
    {
        using IHost host = Build(_ => Task.CompletedTask);
        Assert.Equal(Timeout.InfiniteTimeSpan, host.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
        Assert.IsType<InterruptionLifetime>(host.Services.GetRequiredService<IHostLifetime>());
    }

    [Fact]
    public async Task WhatARunThrowsIsThrownAsItWasWhenAllHaveStopped()
    {
        IOException fault = new("The disk is full.");
        using IHost host = Build(_ => Task.FromException(fault));
        Assert.Same(fault, await Assert.ThrowsAsync<IOException>(() => ServiceHost.RunAsync(host)));
        Assert.Equal(["server started", "server stopped"], _told);
    }

    [Fact]
    public async Task WhatAServerThrowsWhenItStartsIsThrownAsItWasAndNothingRuns()
    {
        HostApplicationBuilder builder = ServiceHost.CreateBuilder(_interruption.Token);
        IOException fault = new("The port is taken.");
        builder.Services
            .AddHostedService(_ => new Server(_told, fault))
            .AddHostedService(_ => new Run(_ => throw new InvalidOperationException("It ran.")));
        using IHost host = builder.Build();
        Assert.Same(fault, await Assert.ThrowsAsync<IOException>(() => ServiceHost.RunAsync(host)));
        Assert.Empty(_told);
    }

    [Fact]
    public async Task AHostThatIsInterruptedBeforeItStartsStartsNothing()
    {
        using IHost host = Build(_ => throw new InvalidOperationException("It ran."));
        await _interruption.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ServiceHost.RunAsync(host));
        Assert.Empty(_told);
    }

    private IHost Build(Func<CancellationToken, Task> run)
    {
        HostApplicationBuilder builder = ServiceHost.CreateBuilder(_interruption.Token);
        builder.Services.AddHostedService(_ => new Server(_told, fault: null)).AddHostedService(_ => new Run(run));
        return builder.Build();
    }

    private sealed class Server(List<string> told, IOException? fault) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            if (fault is not null)
                return Task.FromException(fault);
            told.Add("server started");
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            told.Add("server stopped");
            return Task.CompletedTask;
        }
    }

    private sealed class Run(Func<CancellationToken, Task> body) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => body(stoppingToken);
    }
}
