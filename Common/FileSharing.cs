namespace Piwa.Common;

/// <summary>What the system says of files that others have open.</summary>
internal static class FileSharing
{
    /// <summary>Whether a file is held by another process: ERROR_SHARING_VIOLATION of Windows; EWOULDBLOCK of Linux, of macOS.</summary>
    public static bool IsInUse(IOException fault) => fault.HResult is unchecked((int)0x80070020) or 11 or 35;
}
