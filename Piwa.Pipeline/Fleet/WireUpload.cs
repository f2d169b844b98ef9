using Piwa.Pipeline.Encoding;

namespace Piwa.Pipeline.Fleet;

/// <summary>A node wants to put a shard into the store.</summary>
/// <param name="Lease">Its lease.</param>
/// <param name="Bytes">Length of the file.</param>
/// <param name="Blake3">Hash of the file.</param>
internal sealed record WireUpload(FleetLease Lease, long Bytes, ContentHash Blake3);
