using System.CommandLine;
using Microsoft.Extensions.Hosting;
using Piwa.Host.Serving;
using Piwa.Host.Terminal;
using Piwa.Pipeline.Stores;

namespace Piwa.Host.Commands;

/// <summary><c>piwa serve</c>: the web page of a data set.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var directory = new Argument<string>("dataset") { Description = "Directory of the data set, or s3://BUCKET/PREFIX; another process may be writing to it." };
        var page = new PageArguments(new Option<string?>("--listen")
        {
            Description = "Address to listen at, with or without a port; port 0 for any that is free.",
            DefaultValueFactory = _ => PageArguments.Default.ToString(),
        });
        var command = new Command("serve", "Shows a data set as a web page, until Ctrl+C.") { directory };
        page.AddTo(command);
        command.SetAction((parsed, _) => Errors.GuardAsync(async token =>
        {
            string path = parsed.GetRequiredValue(directory);
            if (DatasetMirror.IsAddress(path))
                (await DatasetMirror.OpenAsync(path, token).ConfigureAwait(false)).Dispose();
            else if (!Directory.Exists(path))
                throw new DirectoryNotFoundException($"There is no directory '{path}'. Make a data set with: piwa generate --out {path} --page");
            HostApplicationBuilder builder = ServiceHost.CreateBuilder(token);
            page.AddTo(builder.Services, parsed, path, message => Console.WriteLine($"{message}\nCtrl+C stops."));
            using IHost host = builder.Build();
            await ServiceHost.RunAsync(host).ConfigureAwait(false);
            Console.WriteLine("Stopped.");
            return ExitCode.Done;
        }));
        return command;
    }
}
