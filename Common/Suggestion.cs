namespace Piwa.Common;

/// <summary>Says of a name that is unknown which one may be meant.</summary>
internal static class Suggestion
{
    /// <summary>There is no such thing, which one is close to it, and all that there are.</summary>
    /// <param name="what">What it is the name of.</param>
    /// <param name="name">The name.</param>
    /// <param name="known">The names that there are: one or more.</param>
    public static string Unknown(string what, string name, IEnumerable<string> known)
    {
        string[] names = [.. known];
        string closest = names.MinBy(candidate => EditDistance(name, candidate))!;
        string hint = EditDistance(name, closest) <= Math.Max(closest.Length / 3, 1) ? $" Did you mean '{closest}'?" : "";
        return $"There is no {what} '{name}'.{hint} There are: {string.Join(", ", names)}.";
    }

    /// <summary>Insertions, deletions and replacements between two names (V. Levenshtein, 1966).</summary>
    private static int EditDistance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
