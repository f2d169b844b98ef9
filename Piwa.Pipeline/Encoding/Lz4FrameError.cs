namespace Piwa.Pipeline.Encoding;

/// <summary>What is wrong with an LZ4 frame.</summary>
public enum Lz4FrameError
{
    /// <summary>The frame ends before it is complete.</summary>
    Truncated,

    /// <summary>The first four bytes are not those of an LZ4 frame.</summary>
    NotAFrame,

    /// <summary>The header asks for what Piwa does not read: another version, a reserved bit, a dictionary.</summary>
    Unsupported,

    /// <summary>The header does not match its checksum.</summary>
    HeaderChecksum,

    /// <summary>A block does not match its checksum.</summary>
    BlockChecksum,

    /// <summary>A block is longer than the header allows, or is not LZ4 data, or decodes to more than the header allows.</summary>
    Block,

    /// <summary>The content is longer than the space given for it.</summary>
    ContentTooLong,

    /// <summary>The content is not as long as the header says.</summary>
    ContentLength,

    /// <summary>The content does not match its checksum.</summary>
    ContentChecksum,

    /// <summary>Bytes follow the end of the frame.</summary>
    TrailingBytes,
}
