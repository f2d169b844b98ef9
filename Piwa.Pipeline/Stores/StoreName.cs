using System.Text.RegularExpressions;

namespace Piwa.Pipeline.Stores;

/// <summary>Names of objects in a store.</summary>
public static partial class StoreName
{
    /// <summary>Refuses what is no name: parts of <c>a-z 0-9 . _ -</c> that begin with a letter or a digit, divided by <c>/</c>; 200 characters.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static void Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!Name().IsMatch(name))
            throw new ArgumentException($"'{name}' cannot name an object in a store.", nameof(name));
    }

    [GeneratedRegex(@"^(?=.{1,200}\z)[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*\z")]
    private static partial Regex Name();
}
