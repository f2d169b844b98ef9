using Piwa.Chain.Keys;
using Piwa.Chain.Requests;
using Piwa.Pipeline.Encoding;
using Piwa.Pipeline.Uploads;
using Piwa.Tests.Host;
using Piwa.Tests.Infrastructure;

namespace Piwa.Tests.Uploads;

/// <summary>What an artist does at a terminal: signs a text of a page, and checks a certificate.</summary>
public sealed class CertificateCommandTests : IDisposable
{
    private readonly TemporaryDirectory _home = new();
    private readonly PiwaProcess _piwa;

    public CertificateCommandTests() => _piwa = new PiwaProcess(_home.Path);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task ATextIsSignedAsAnOffChainMessage()
    {
        using Keypair wallet = KeypairFile.LoadOrCreate(_home["wallet.json"]);
        await File.WriteAllTextAsync(_home["sign-in.txt"], "host wants you\nto sign in\n", Stop);
        PiwaResult result = (await _piwa.RunAsync("sign", "sign-in.txt", "--wallet", "wallet.json")).Exits(0);
        Assert.True(SignatureVerifier.Verify(wallet.PublicKey, OffchainMessage.Encode("host wants you\nto sign in"), Signature.Parse(result.Output.Trim())));
        (await _piwa.RunAsync("sign", "sign-in.txt", "--wallet", "none.json")).Exits(1).Says("none.json");
        await File.WriteAllTextAsync(_home["long.txt"], new string('x', 2000), Stop);
        (await _piwa.RunAsync("sign", "long.txt", "--wallet", "wallet.json")).Exits(2).Says("a message takes 1212");
    }

    [Fact]
    public async Task ACertificateIsCheckedWithoutTheDataSet()
    {
        using Keypair host = Keypair.Generate(), uploader = Keypair.Generate();
        await File.WriteAllTextAsync(_home["ring.glb"], "a mesh", Stop);
        FirstUploadRecord record = await FirstUploadCertificate.SignAsync(
            new FirstUploadRecord
            {
                Uploader = uploader.PublicKey.ToString(),
                FileHash = Blake3.Hash("a mesh"u8),
                FileBytes = 6,
                Contents = [.. ((string[])["source", "mesh", "texture", "scene"]).Select(name => new ContentFirst(
                    name, Blake3.Hash("content"u8), (name == "scene" ? host : uploader).PublicKey.ToString(), 1_764_212_580_123))],
                Campaign = Blake3.Hash("campaign"u8),
                Asset = 7,
                AssetHash = Blake3.Hash("asset"u8),
                Host = host.PublicKey.ToString(),
                Time = 1_764_212_590_123,
            },
            host,
            Stop);
        byte[] file = FirstUploadCertificate.Write(record);
        await File.WriteAllBytesAsync(_home["certificate.json"], file, Stop);
        (await _piwa.RunAsync("certificate", "certificate.json", "--key", record.Host, "--upload", "ring.glb")).Exits(0)
            .Says($"uploader {record.Uploader}", "asset 7 of campaign", "NFT none", "the uploader's, since 2025-11-27", $"of {record.Host}", "Sound.", "The file is the one.");
        await File.WriteAllTextAsync(_home["ring.glb"], "a mash", Stop);
        (await _piwa.RunAsync("certificate", "certificate.json", "--key", record.Uploader, "--upload", "ring.glb")).Exits(78)
            .Says($"the certificate is of the host {record.Host}, not of {record.Uploader}", "ring.glb has hash");
        file[^5] ^= 1;
        await File.WriteAllBytesAsync(_home["changed.json"], file, Stop);
        (await _piwa.RunAsync("certificate", "changed.json")).Exits(78).Says("changed.json");
    }
}
