using System.Diagnostics;
using System.Text.Json;
using Piwa.Pipeline.Shards;
using Piwa.Tests.Host;
using Piwa.Tests.Importing;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Uploads;

public sealed class UploadCommandTests : IDisposable
{
    private static readonly string[] Small = ["--rig", "ortho6", "--resolution", "64", "--channels", "color,depth", "--device", "host"];

    private readonly TemporaryDirectory _home = new();
    private readonly PiwaProcess _piwa;

    public UploadCommandTests() => _piwa = new PiwaProcess(_home.Path);

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task TheWholePathFromAFileToAMintedAsset()
    {
        Write("ring", TestShape.Torus(0.3));
        (await _piwa.RunAsync("upload", "--help")).Exits(0).Says("--registry", "--name", "--known-sources", ".glb");
        (await _piwa.RunAsync(["upload", "ring.glb", "--name", "My ring", .. Small])).Exits(0)
            .Says("It is asset 0.", "triangles", "yours", "1 of the data set are minted", "inspect uploads");
        (await _piwa.RunAsync("verify", "uploads", "--samples", "1")).Exits(0).Says("1, equal in every component", "Sound.");
        (await _piwa.RunAsync("inspect", "uploads")).Exits(0).Says("preset uploads", "Contact sheet:");
        foreach (string format in (string[])["glb", "obj", "ply"])
            (await _piwa.RunAsync("export", "uploads", "--asset", "0", "--format", format, "--out", $"again.{format}")).Exits(0);

        // What was exported has coarser normals, and is the same form in the same colour.
        (await _piwa.RunAsync(["upload", "again.glb", .. Small])).Exits(0).Says("It is asset 1", "a near copy of 'My ring'", "(distance 0)");
    }

    [Fact]
    public async Task WhatIsNotTakenIsSaidAndTheExitCodeSaysSo()
    {
        Write("ring", TestShape.Torus(0.3));
        await File.WriteAllTextAsync(_home["bad.glb"], "{}", TestContext.Current.CancellationToken);
        (await _piwa.RunAsync(["upload", "bad.glb", "ring.glb", "--registry", "registry", "--wallet", "a.json", "--out", "a", .. Small])).Exits(65)
            .Says("bad.glb", "Export it as binary glTF", "It is asset 0.");
        PiwaResult second = (await _piwa.RunAsync(
            ["upload", "ring.glb", "--registry", "registry", "--wallet", "b.json", "--out", "b", "--json", .. Small])).Exits(65);
        using JsonDocument json = JsonDocument.Parse(second.Output);
        JsonElement file = json.RootElement.GetProperty("files")[0];
        Assert.Equal("duplicate", file.GetProperty("outcome").GetString());
        Assert.False(file.GetProperty("contents")[0].GetProperty("isFirst").GetBoolean());
        Assert.Equal(0, json.RootElement.GetProperty("minted").GetInt32());
        (await _piwa.RunAsync("upload")).Exits(2);
        (await _piwa.RunAsync("upload", "ring.glb", "ring.glb", "--name", "x")).Exits(2).Says("--name is for one file");
        (await _piwa.RunAsync("generate", "--preset", "uploads")).Exits(2).Says("piwa upload");
    }

    /// <summary>Killed at any moment, the same command completes what it began, once.</summary>
    [Fact]
    public async Task AKilledUploadIsCompletedByTheSameCommand()
    {
        const int Files = 6;
        string[] names = [.. Enumerable.Range(0, Files).Select(i => Write($"knob{i}", TestShape.Knobbly(i)))];
        string[] command = ["upload", .. names, "--out", "ds", .. Small];
        var random = new Random(1);
        for (int kill = 0; kill < 4; kill++)
        {
            using Process running = _piwa.Start(command);

            // Later with each kill: while it reads, registers, renders, mints.
            string awaited = _home[kill switch { 0 => "ds/uploads", 1 => "ds/uploads.jsonl", 2 => "ds/ledger", _ => "ds/manifest.jsonl" }];
            for (int i = 0; i < 600 && !running.HasExited && !Path.Exists(awaited); i++)
                await Task.Delay(20, TestContext.Current.CancellationToken);
            await Task.Delay(random.Next(200), TestContext.Current.CancellationToken);
            running.Kill();
            await PiwaProcess.FinishAsync(running);
        }

        (await _piwa.RunAsync(command)).Exits(0).Says($"{Files} of the data set are minted");
        (await _piwa.RunAsync("verify", "ds", "--samples", "2")).Exits(0).Says($"{Files} lead to the ledger's root", "Sound.");
        using Dataset dataset = Dataset.Open(_home["ds"]);
        Assert.Equal(Files, dataset.Shards.Sum(shard => shard.Rows));
        Assert.Equal([.. Enumerable.Range(0, Files).Select(i => $"knob{i}")], dataset.ReadUploads().Select(upload => upload.Name));
        Assert.Equal(Files, File.ReadAllLines(_home["ds/shapes.jsonl"]).Length);
    }

    private string Write(string name, TestShape shape)
    {
        File.WriteAllBytes(_home[$"{name}.glb"], shape.ToGlb());
        return $"{name}.glb";
    }
}
