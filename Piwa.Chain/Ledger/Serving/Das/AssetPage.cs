using Piwa.Chain.Keys;

namespace Piwa.Chain.Ledger.Serving.Das;

/// <summary>Which part of a list is wanted: a page by number, or what follows or precedes an id.</summary>
/// <remarks>Without either, the list is read in the order of ids, and its answer names the cursor that goes on.</remarks>
internal sealed class AssetPage
{
    /// <summary>The most items of a page, and how many it has if nothing else is asked for.</summary>
    public const int MaximumItems = 1000;

    private static readonly string[] Orders = ["created", "updated", "recent_action", "id", "none"];

    private AssetPage(JsonRpcOptions options)
    {
        Limit = options.Number("limit") ?? MaximumItems;
        if (Limit > MaximumItems)
            throw AssetFaults.Pagination($"Limit should not be greater than {MaximumItems}.");
        if (Limit < 1)
            throw AssetFaults.Pagination("Limit should be greater than 0.");
        Number = options.Number("page");
        if (Number < 1)
            throw AssetFaults.Pagination("Page should be greater than 0.");
        Before = Id(options, "before");
        Cursor = Id(options, "cursor");
        After = Cursor ?? Id(options, "after");
        bool isAfterTwice = Cursor is not null && Id(options, "after") is not null;
        if (isAfterTwice || (Number is not null && (Before ?? After) is not null))
            throw AssetFaults.Pagination("Only one pagination parameter supported per query.");
    }

    public int Limit { get; }

    /// <summary>The number of the page, from 1; null if ids bound it.</summary>
    public int? Number { get; private set; }

    /// <summary>Where the part ends: before this id.</summary>
    public PublicKey? Before { get; }

    /// <summary>Where the part starts: after this id.</summary>
    public PublicKey? After { get; }

    /// <summary>The same, where it came as a cursor.</summary>
    public PublicKey? Cursor { get; }

    /// <summary>Items before the page.</summary>
    public long Offset => Number is { } number ? (number - 1L) * Limit : 0;

    /// <summary>By what the list is in order.</summary>
    public string Order { get; private set; } = "id";

    public bool IsDescending { get; private set; }

    /// <summary>The page of a list of assets.</summary>
    public static AssetPage Read(JsonRpcOptions options)
    {
        AssetPage page = new(options);
        JsonRpcOptions sorting = options.At("sortBy") switch
        {
            null => default,
            { ValueKind: System.Text.Json.JsonValueKind.Object } value => new JsonRpcOptions(value),
            _ => throw JsonRpcParameters.Invalid("`sortBy` must be an object"),
        };
        sorting.Expect("sortBy", "sortDirection");
        string? order = sorting.Choice("sortBy", Orders);
        string? direction = sorting.Choice("sortDirection", "asc", "desc");
        bool isByIds = (page.Before ?? page.After) is not null;
        if (isByIds && order is not (null or "id" or "none"))
            throw AssetFaults.Sorting();
        if (!isByIds && page.Number is null && order is not (null or "id" or "none"))
            page.Number = 1;
        page.Order = page.Number is null ? "id" : order ?? "created";

        // Lists come newest first, and by ids from the lowest, unless told otherwise.
        page.IsDescending = direction is null ? page.Order is not ("id" or "none") : direction == "desc";
        return page;
    }

    /// <summary>The page of a list of transactions.</summary>
    public static AssetPage ReadOfSignatures(JsonRpcOptions options)
    {
        AssetPage page = new(options)
        {
            Order = "none",
            IsDescending = options.Choice("sortDirection", "asc", "desc") != "asc",
        };
        if ((page.Before ?? page.After) is not null)
            throw AssetFaults.Validation("Transactions are read by page here, not by before, after or cursor.");
        page.Number ??= 1;
        return page;
    }

    private static PublicKey? Id(JsonRpcOptions options, string name) => options.Text(name) is "" ? null : options.OptionalKey(name);
}
