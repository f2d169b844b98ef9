using System.Text.Json;

namespace Piwa.Pipeline.Importing;

/// <summary>A value of a glTF's JSON that knows its place, for messages.</summary>
/// <param name="Element">The value.</param>
/// <param name="Place">Where it stands: <c>meshes[2].primitives[0]</c>.</param>
internal readonly record struct GltfValue(JsonElement Element, string Place)
{
    /// <summary>Whether the object has a property.</summary>
    public bool Has(string name) => Element.TryGetProperty(name, out _);

    /// <summary>An object that is a property, or null.</summary>
    public GltfValue? Object(string name)
    {
        if (!Element.TryGetProperty(name, out JsonElement value))
            return null;
        var found = new GltfValue(value, At(name));
        return value.ValueKind == JsonValueKind.Object ? found : throw found.Fault("it must be an object");
    }

    /// <summary>The objects of a list that is a property; none where it is not there.</summary>
    public GltfValue[] Objects(string name)
    {
        if (!TryList(name, out JsonElement list))
            return [];
        string place = At(name);
        int i = 0;
        var values = new GltfValue[list.GetArrayLength()];
        foreach (JsonElement element in list.EnumerateArray())
        {
            values[i] = new GltfValue(element, $"{place}[{i}]");
            if (element.ValueKind != JsonValueKind.Object)
                throw values[i].Fault("it must be an object");
            i++;
        }

        return values;
    }

    /// <summary>The whole numbers of a list that is a property; none where it is not there.</summary>
    public int[] Integers(string name)
    {
        if (!TryList(name, out JsonElement list))
            return [];
        string place = At(name);
        int i = 0;
        var values = new int[list.GetArrayLength()];
        foreach (JsonElement element in list.EnumerateArray())
        {
            values[i] = new GltfValue(element, $"{place}[{i}]").Integer(0, int.MaxValue);
            i++;
        }

        return values;
    }

    /// <summary>The texts of a list that is a property; none where it is not there.</summary>
    public string[] Texts(string name)
    {
        if (!TryList(name, out JsonElement list))
            return [];
        string place = At(name);
        return [.. list.EnumerateArray().Select(element => new GltfValue(element, place).Text())];
    }

    /// <summary>The numbers of a list that is a property, as many as are asked for; null where it is not there.</summary>
    public double[]? Numbers(string name, int count)
    {
        if (!Element.TryGetProperty(name, out JsonElement list))
            return null;
        var place = new GltfValue(list, At(name));
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() != count)
            throw place.Fault($"it must be a list of {count} numbers");
        return [.. list.EnumerateArray().Select(place.Number)];
    }

    /// <summary>A number that is a property.</summary>
    public double Number(string name, double otherwise) =>
        Element.TryGetProperty(name, out JsonElement value) ? new GltfValue(value, At(name)).Number(value) : otherwise;

    /// <summary>A whole number that is a property; null where it is not there.</summary>
    public int? Integer(string name, int least = 0, int most = int.MaxValue) =>
        Element.TryGetProperty(name, out JsonElement value) ? new GltfValue(value, At(name)).Integer(least, most) : null;

    /// <summary>A whole number that must be there.</summary>
    public int RequiredInteger(string name, int least = 0, int most = int.MaxValue) =>
        Integer(name, least, most) ?? throw Fault($"'{name}' is missing");

    /// <summary>A text that is a property; null where it is not there.</summary>
    public string? Text(string name) =>
        Element.TryGetProperty(name, out JsonElement value) ? new GltfValue(value, At(name)).Text() : null;

    /// <summary>A truth value that is a property; false where it is not there.</summary>
    public bool Flag(string name) => Element.TryGetProperty(name, out JsonElement value) && (value.ValueKind is JsonValueKind.True
        || (value.ValueKind is JsonValueKind.False ? false : throw new GltfValue(value, At(name)).Fault("it must be true or false")));

    /// <summary>The names of the object's properties.</summary>
    public List<string> Names()
    {
        try
        {
            return [.. Element.EnumerateObject().Select(property => property.Name)];
        }
        catch (InvalidOperationException)
        {
            throw Fault("a name in it is no Unicode");
        }
    }

    /// <summary>The exception for a fault of this value.</summary>
    public ImportException Fault(string fault) => new(Place.Length == 0 ? $"{fault}." : $"{Place}: {fault}.");

    private string At(string name) => Place.Length == 0 ? name : $"{Place}.{name}";

    private bool TryList(string name, out JsonElement list)
    {
        if (!Element.TryGetProperty(name, out list))
            return false;
        var place = new GltfValue(list, At(name));
        if (list.ValueKind != JsonValueKind.Array)
            throw place.Fault("it must be a list");
        return list.GetArrayLength() <= ImportLimits.Elements
            ? true
            : throw place.Fault($"it has {list.GetArrayLength()} elements; at most {ImportLimits.Elements} are taken");
    }

    private string Text()
    {
        try
        {
            return Element.ValueKind == JsonValueKind.String ? Element.GetString()! : throw Fault("it must be a text");
        }
        catch (InvalidOperationException)
        {
            throw Fault("it is no Unicode");
        }
    }

    private double Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number)
            ? number
            : throw Fault("it must be a finite number");

    /// <summary>glTF allows whole numbers that are written with a point.</summary>
    private int Integer(int least, int most)
    {
        double number = Number(Element);
        return number >= least && number <= most && number == Math.Floor(number)
            ? (int)number
            : throw Fault($"it is {number:R}; it must be a whole number from {least} to {most}");
    }
}
