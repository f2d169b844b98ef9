namespace Piwa.Host.Pages.Market;

/// <summary>All routes of a market, to be found by their paths. A part that stands there as it is comes before one in braces.</summary>
internal sealed class MarketTable
{
    private readonly List<(string[] Parts, MarketRoute Route)> _routes;

    /// <param name="groups">The routes.</param>
    /// <exception cref="ArgumentException">Two are the same.</exception>
    public MarketTable(IReadOnlyList<IMarketRoutes> groups)
    {
        _routes = [.. groups.SelectMany(group => group.All)
            .Select(route => (Parts: route.Path.Split('/'), Route: route))
            .OrderBy(one => one.Parts.Count(IsOpen))];
        string[] forms = [.. _routes.Select(one => $"{one.Route.Method} {string.Join('/', one.Parts.Select(part => IsOpen(part) ? "{}" : part))}")];
        if (forms.GroupBy(form => form).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ArgumentException($"There are {twice.Count()} routes for {twice.Key}.", nameof(groups));
    }

    /// <summary>All routes.</summary>
    public IEnumerable<MarketRoute> All => _routes.Select(one => one.Route);

    /// <summary>The route of a request.</summary>
    /// <param name="method">The method of HTTP.</param>
    /// <param name="path">The path below <c>/api/v1/</c>.</param>
    /// <param name="parts">What stands where the route's path has braces.</param>
    /// <param name="allowed">The methods that there are of the path, if it is not this one.</param>
    public MarketRoute? Find(string method, string path, out IReadOnlyDictionary<string, string> parts, out string allowed)
    {
        string[] asked = path.Split('/');
        (string[] Parts, MarketRoute Route)[] found = [.. _routes.Where(one => Fits(one.Parts, asked))];
        (string[] Parts, MarketRoute Route) match = found.FirstOrDefault(one => one.Route.Method == method);
        allowed = string.Join(", ", found.Select(one => one.Route.Method).Distinct());
        parts = match.Route is null
            ? new Dictionary<string, string>()
            : match.Parts.Zip(asked).Where(pair => IsOpen(pair.First)).ToDictionary(pair => pair.First[1..^1], pair => pair.Second);
        return match.Route;
    }

    private static bool Fits(string[] route, string[] asked)
    {
        if (route.Length != asked.Length)
            return false;
        for (int i = 0; i < route.Length; i++)
        {
            if (!IsOpen(route[i]) && route[i] != asked[i])
                return false;
        }

        return true;
    }

    private static bool IsOpen(string part) => part.StartsWith('{');
}
