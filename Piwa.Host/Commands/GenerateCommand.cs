using System.CommandLine;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Piwa.Host.Pages;
using Piwa.Host.Serving;
using Piwa.Host.Terminal;
using Piwa.Pipeline;

namespace Piwa.Host.Commands;

/// <summary><c>piwa generate</c>: makes a data set, or goes on with one.</summary>
internal static class GenerateCommand
{
    /// <returns>The command; and what adds to a list whatever is wrong with its options.</returns>
    public static (Command Command, Action<ParseResult, List<string>> Check) Create()
    {
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No progress, only the result." };
        var json = new Option<bool>("--json") { Description = "JSON and nothing else: an object a second, the report last." };
        var options = new GenerateOptions();
        var command = new Command("generate", "Makes a data set. Run again, it goes on where it stopped.");
        options.AddTo(command);
        command.Add(quiet);
        command.Add(json);
        command.SetAction((parsed, _) => Errors.GuardAsync(token =>
            RunAsync(parsed, options, Output.Choose(parsed.GetValue(quiet), parsed.GetValue(json)), token)));
        return (command, (parsed, faults) => options.Read(parsed, faults));
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, GenerateOptions options, OutputMode mode, CancellationToken cancellationToken)
    {
        List<string> faults = [];
        (RunRequest request, Action<PiwaOptions> configure, IPEndPoint? metrics) = options.Read(parsed, faults);
        Faults.Throw(faults);

        HostApplicationBuilder builder = ServiceHost.CreateBuilder(cancellationToken);
        builder.Services
            .AddObservation(metrics, address => Output.TellMetrics(mode, address), Environment.GetEnvironmentVariable)
            .AddServiceManager(Environment.GetEnvironmentVariable)
            .AddDisplay(mode);
        if (options.Page.Asks(parsed))
        {
            builder.Services.AddWatcher(_ => new RunFeed(() => Environment.WorkingSet));
            options.Page.AddTo(builder.Services, parsed, request.Directory, message => Output.Tell(mode, message));
        }

        builder.Services.AddRun(request, configure);
        using IHost host = builder.Build();
        await ServiceHost.RunAsync(host).ConfigureAwait(false);
        return host.Services.GetRequiredService<RunService>().Report.WasCancelled ? ExitCode.Stopped : ExitCode.Done;
    }
}
