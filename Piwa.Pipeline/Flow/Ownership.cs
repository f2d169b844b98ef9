namespace Piwa.Pipeline.Flow;

/// <summary>Letting go of what one owns, where there is nobody to throw to.</summary>
internal static class Ownership
{
    /// <summary>Disposes a value that can be disposed.</summary>
    /// <returns>What that threw, or null.</returns>
    public static Exception? Release(object? owned)
    {
        try
        {
            (owned as IDisposable)?.Dispose();
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }
}
