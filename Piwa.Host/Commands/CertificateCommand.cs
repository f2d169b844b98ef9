using System.CommandLine;
using System.Globalization;
using Piwa.Chain.Keys;
using Piwa.Host.Terminal;
using Piwa.Pipeline.Shards;
using Piwa.Pipeline.Uploads;

namespace Piwa.Host.Commands;

/// <summary><c>piwa certificate</c>: checks a certificate of first upload, without the data set.</summary>
internal static class CertificateCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The certificate, as the host gave it." };
        var key = new Option<string?>("--key") { Description = "Address of the host that must have signed it." };
        var upload = new Option<string?>("--upload") { Description = "The file that was uploaded: whether it is the one." };
        var command = new Command("certificate", "Checks a certificate of first upload: its form, its signature, and the file that it is of.") { file, key, upload };
        command.SetAction((parsed, _) => Errors.GuardAsync(token => Task.FromResult(
            Check(parsed.GetRequiredValue(file), parsed.GetValue(key), parsed.GetValue(upload), token))));
        return command;
    }

    private static int Check(string path, string? key, string? upload, CancellationToken cancellationToken)
    {
        if (key is not null && !PublicKey.TryParse(key, out _))
            throw new ArgumentException($"--key: '{key}' is not an address.");
        FirstUploadRecord record = FirstUploadCertificate.Read(SmallFile.Read(path, FirstUploadCertificate.MaximumBytes), path);
        if (FirstUploadCertificate.FindFault(record) is { } fault)
            throw new ManifestException($"{path}: {fault}");

        Print(record);
        string? fileFault = upload is null ? null : FirstUploadCertificate.FindFileFault(record, upload, cancellationToken);
        return DocumentCheck.Conclude("certificate", "host", record.Host, key, upload is not null, fileFault);
    }

    /// <summary>Whole lines, whatever the terminal's width: they are there to be copied.</summary>
    private static void Print(FirstUploadRecord record)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            uploader   {record.Uploader}
            host       {record.Host}
            signed at  {DateTimeOffset.FromUnixTimeMilliseconds(record.Time):u}, by the host's clock
            file       {record.FileHash}, {Units.Bytes(record.FileBytes)}
            asset      {record.Asset} of campaign {record.Campaign}
            content    {record.AssetHash}
            NFT        {(record.Nft is null ? "none" : $"{record.Nft} in {record.Tree}")}
            """));
        foreach (ContentFirst content in record.Contents)
        {
            string whose = content.Wallet == record.Uploader ? "the uploader's" : $"of {content.Wallet}";
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{content.Content,-9}  {content.Hash}  {whose}, since {DateTimeOffset.FromUnixTimeMilliseconds(content.Time):u}"));
        }
    }
}
