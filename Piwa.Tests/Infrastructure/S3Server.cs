using System.Diagnostics;
using System.Globalization;
using Amazon.Runtime;
using Amazon.S3;
using Piwa.Pipeline.Stores;
using Piwa.Tests.House;

namespace Piwa.Tests.Infrastructure;

/// <summary>The real S3 server of <c>eng/s3-server</c>, one for all tests of a run. It ends when its standard input does: with this process.</summary>
internal sealed class S3Server
{
    private const int Unavailable = 69;
    private const string Region = "default";

    private static readonly Lazy<Task<(S3Server? Server, string Reason)>> Only = new(StartAsync);

    private readonly Dictionary<string, string> _variables;
    private readonly Process _process;
    private int _buckets;

    private S3Server(Process process, Dictionary<string, string> variables)
    {
        _process = process;
        _variables = variables;
    }

    public string Endpoint => _variables["AWS_ENDPOINT_URL"];

    public AWSCredentials Credentials => new BasicAWSCredentials(_variables["AWS_ACCESS_KEY_ID"], _variables["AWS_SECRET_ACCESS_KEY"]);

    /// <summary>The server; the test is skipped where it cannot be had.</summary>
    public static async Task<S3Server> RequireAsync()
    {
        (S3Server? server, string reason) = await Only.Value.WaitAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen(server is null, reason);
        Assert.False(server._process.HasExited, "The server has ended.");
        return server;
    }

    /// <summary>What programs read: keys, region, and the server or what stands before it.</summary>
    public Dictionary<string, string> Environment(string? endpoint = null) => new(_variables) { ["AWS_ENDPOINT_URL"] = endpoint ?? Endpoint };

    /// <summary>Options of a store there that does not wait for long.</summary>
    public S3StoreOptions Options(string? endpoint = null) => new()
    {
        Endpoint = endpoint ?? Endpoint,
        Region = Region,
        Credentials = Credentials,
        RetryDelay = TimeSpan.FromMilliseconds(10),
        MaximumRetryDelay = TimeSpan.FromMilliseconds(100),
        PartBytes = S3StoreOptions.MinimumPartBytes,
    };

    /// <summary>A client that knows nothing of stores, to look from outside.</summary>
    public AmazonS3Client Client() => new(
        Credentials,
        new AmazonS3Config
        {
            ServiceURL = Endpoint,
            AuthenticationRegion = Region,
            ForcePathStyle = true,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        });

    /// <summary>A bucket of one test, of no other.</summary>
    public async Task<string> NewBucketAsync()
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"bucket-{Interlocked.Increment(ref _buckets)}");
        using AmazonS3Client client = Client();
        await client.PutBucketAsync(name, TestContext.Current.CancellationToken);
        return name;
    }

    private static async Task<(S3Server?, string)> StartAsync()
    {
        string script = Path.Combine(Repository.Root, "eng/s3-server");
        if (!OperatingSystem.IsLinux())
            return (null, "It takes Ceph, which runs on Linux.");
        Process process = Process.Start(new ProcessStartInfo(script)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Dictionary<string, string> variables = [];
        List<string> said = [];
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            said.Add(line);
            if (line.Split('=', 2) is [var name, var value])
                variables[name] = value;
        }

        if (said is ["ready", ..])
            return (new S3Server(process, variables), "");
        await process.WaitForExitAsync();
        string reason = string.Join('\n', said) + await process.StandardError.ReadToEndAsync();
        Assert.True(process.ExitCode == Unavailable, reason);
        return (null, reason);
    }
}
