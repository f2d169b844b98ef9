namespace Piwa.Tests.Fuzzing;

/// <summary>A parser has broken its contract.</summary>
internal sealed class FuzzException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Asks for what must hold of an input that was taken.</summary>
    public static void Unless(bool holds, string what)
    {
        if (!holds)
            throw new FuzzException(what);
    }
}
