using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Shards;

/// <summary>The form of an upload, and whose it is.</summary>
/// <param name="Source">Hash of its source.</param>
/// <param name="Shape">Its descriptor, 64 hexadecimal digits.</param>
/// <param name="Name">What its uploader called it.</param>
/// <param name="Wallet">Address of its uploader's wallet.</param>
/// <param name="Campaign">Hash of the campaign of the data set that it is in.</param>
/// <param name="Asset">Its index there.</param>
internal sealed record ShapeRecord(ContentHash Source, string Shape, string Name, string Wallet, ContentHash Campaign, ulong Asset)
{
    public static ShapeRecord Of(UploadedAsset upload, ContentHash campaign) =>
        new(upload.Source, upload.Shape, upload.Name, upload.Wallet, campaign, upload.Asset);
}
