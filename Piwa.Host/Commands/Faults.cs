namespace Piwa.Host.Commands;

/// <summary>Gathers what is wrong, so that all of it is said at once.</summary>
internal static class Faults
{
    /// <summary>Throws if there are any.</summary>
    /// <exception cref="ArgumentException">There are; the message names all.</exception>
    public static void Throw(List<string> faults)
    {
        if (faults.Count > 0)
            throw new ArgumentException(string.Join(" ", faults));
    }

    /// <summary>Reads a value; if it cannot be read, the message is added and a default given.</summary>
    /// <param name="read">Reads it.</param>
    /// <param name="otherwise">What stands in its place.</param>
    /// <param name="faults">Where messages go.</param>
    public static T Gather<T>(Func<T> read, T otherwise, List<string> faults)
    {
        try
        {
            return read();
        }
        catch (ArgumentException fault)
        {
            faults.Add(fault.Message);
            return otherwise;
        }
    }
}
