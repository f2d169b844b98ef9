using Piwa.Chain.Keys;
using Piwa.Chain.Provenance;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Host;

/// <summary>What is wrong with the command lines of fleets is said at once.</summary>
public sealed class CoordinatorCommandTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();
    private readonly PiwaProcess _piwa;

    public CoordinatorCommandTests() => _piwa = new PiwaProcess(_home.Path);

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task ACoordinatorSaysAllThatIsWrong()
    {
        (await _piwa.RunAsync("coordinator", "--store", "store", "--listen", "7", "--samples", "-1", "--lease", "0", "--certificate", "a.pem", "--page", "there")).Exits(2).Says(
            "--page is 'there'", "--assets must say how many", "--listen is '7'", "PIWA_DATABASE or --database must say", "Samples is -1", "LeaseTime is 00:00:00", "belong together");
        Assert.False(Directory.Exists(_home["store"]));
        (await _piwa.RunAsync("coordinator", "--store", "store", "--assets", "4", "--database", "Host=127.0.0.1;Port=1;Username=piwa;Timeout=2")).Exits(1)
            .Says("The fleet's database at 127.0.0.1");
    }

    [Fact]
    public async Task ARecordIsCheckedWithoutAskingAnybody()
    {
        using Keypair operatorKey = Keypair.Generate(), other = Keypair.Generate();
        var record = new ValidationRecord
        {
            Operator = operatorKey.PublicKey,
            Node = other.PublicKey,
            Since = DateTimeOffset.UnixEpoch,
            At = DateTimeOffset.UnixEpoch.AddDays(1),
            Sampled = 30_000,
            Equal = 29_999,
            Barred = "by the operator",
        };
        SignedValidationRecord signed = await SignedValidationRecord.SignAsync(record, operatorKey, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_home["record.json"], signed.Write(), TestContext.Current.CancellationToken);
        (await _piwa.RunAsync("fleet", "check", "record.json", "--operator", operatorKey.PublicKey.ToString())).Exits(0).Says(
            $"node {other.PublicKey}", "99.99 %, of 30,000 samples", "barred by the operator", "Sound", "1970-01-02");
        (await _piwa.RunAsync("fleet", "check", "record.json", "--operator", other.PublicKey.ToString())).Exits(78).Says("is of the fleet of");
        await File.WriteAllBytesAsync(
            _home["record.json"], (signed with { Text = signed.Text.Replace("yes by the operator", "no", StringComparison.Ordinal) }).Write(),
            TestContext.Current.CancellationToken);
        (await _piwa.RunAsync("fleet", "check", "record.json", "--operator", operatorKey.PublicKey.ToString())).Exits(78).Says("has not signed");
        (await _piwa.RunAsync("fleet", "check", "none.json", "--operator", operatorKey.PublicKey.ToString())).Exits(1);
        (await _piwa.RunAsync("fleet", "check", "record.json", "--operator", "x")).Exits(2).Says("--operator is 'x'");
        (await _piwa.RunAsync("fleet", "record", "x", "--coordinator", "http://127.0.0.1:1")).Exits(2).Says("node is 'x'");
    }

    [Fact]
    public async Task ANodeSaysAllThatIsWrong()
    {
        (await _piwa.RunAsync("work")).Exits(2).Says("Give either --store, a directory that all nodes see, or --coordinator, an address.");
        (await _piwa.RunAsync("work", "--coordinator", "here", "--partition", "0/2", "--assets", "4", "--seed", "2")).Exits(2).Says(
            "--coordinator is 'here'", "--partition is the coordinator's to say.", "--assets is the coordinator's to say.", "--seed is the coordinator's to say.");
        (await _piwa.RunAsync("fleet", "status", "--coordinator", "here")).Exits(2).Says("--coordinator is 'here'");
        (await _piwa.RunAsync("fleet", "bar", "x", "--coordinator", "http://127.0.0.1:1")).Exits(2).Says("node is 'x', which is not an address.");
    }
}
