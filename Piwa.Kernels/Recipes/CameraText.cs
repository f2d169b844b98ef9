using System.Numerics;
using System.Text.Json;

namespace Piwa.Kernels.Recipes;

/// <summary>One camera of a custom rig's text: its values as they stand there, then the camera that they describe.</summary>
internal sealed class CameraText(PositionedText text, string name, List<string> faults)
{
    private const float DegreesToHalfRadians = MathF.PI / 360f;
    private const float MinFov = 1f;
    private const float MaxFov = 150f;

    private readonly HashSet<string> _seen = [];
    private Vector3? _position, _target, _up, _right, _down, _forward;
    private float? _fov, _focalLength, _near, _far;
    private CameraProjection _projection;
    private long _start;

    /// <summary>Reads the camera that the reader stands at; null where it has faults.</summary>
    public Camera? Read(ref Utf8JsonReader reader)
    {
        int before = faults.Count;
        _start = reader.TokenStartIndex;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Fault("a camera is an object.");
            reader.Skip();
            return null;
        }

        while (faults.Count < CameraRigJson.MaxFaults && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            ReadValue(ref reader);
        CheckCompleteness();
        if (faults.Count > before)
            return null;

        Camera camera = Create();
        var wrong = new List<string>();
        RecipeValidator.CheckCamera(camera, new RecipeValidator.Place(name), wrong);
        faults.AddRange(wrong.Select(fault => text.At(_start, fault)));
        return wrong.Count == 0 ? camera : null;
    }

    private void ReadValue(ref Utf8JsonReader reader)
    {
        string key = reader.GetString()!;
        if (!_seen.Add(key))
            faults.Add(text.At(reader, $"{name} has a second '{key}'."));
        reader.Read();
        switch (key)
        {
            case "position": _position = Vector(ref reader, key); break;
            case "target": _target = Vector(ref reader, key); break;
            case "up": _up = Vector(ref reader, key); break;
            case "right": _right = Vector(ref reader, key); break;
            case "down": _down = Vector(ref reader, key); break;
            case "forward": _forward = Vector(ref reader, key); break;
            case "fov": _fov = Number(ref reader, key); break;
            case "focalLength": _focalLength = Number(ref reader, key); break;
            case "near": _near = Number(ref reader, key); break;
            case "far": _far = Number(ref reader, key); break;
            case "projection": ReadProjection(ref reader); break;
            default:
                faults.Add(text.At(reader, $"{name} has an unknown name '{key}'; known are position, target, up, right, down, forward, projection, fov, focalLength, near, far."));
                reader.Skip();
                break;
        }
    }

    private void ReadProjection(ref Utf8JsonReader reader)
    {
        string? value = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        if (value == "orthographic")
            _projection = CameraProjection.Orthographic;
        else if (value != "perspective")
            faults.Add(text.At(reader, $"{name}.projection must be 'perspective' or 'orthographic'."));
        reader.Skip();
    }

    private float? Number(ref Utf8JsonReader reader, string key)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetSingle(out float value) && float.IsFinite(value))
            return value;
        faults.Add(text.At(reader, $"{name}.{key} must be a number."));
        reader.Skip();
        return null;
    }

    private Vector3? Vector(ref Utf8JsonReader reader, string key)
    {
        const int Length = 3;
        long start = reader.TokenStartIndex;
        Span<float> values = stackalloc float[Length];
        int count = 0;
        bool good = reader.TokenType == JsonTokenType.StartArray;
        if (!good)
            reader.Skip();
        while (good && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            float value = float.NaN;
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetSingle(out float read))
                value = read;
            reader.Skip();
            values[Math.Min(count++, Length - 1)] = value;
        }

        if (good && count == Length && float.IsFinite(values[0]) && float.IsFinite(values[1]) && float.IsFinite(values[2]))
            return new Vector3(values[0], values[1], values[2]);
        faults.Add(text.At(start, $"{name}.{key} must be a list of 3 numbers."));
        return null;
    }

    private void CheckCompleteness()
    {
        int axes = Count("right") + Count("down") + Count("forward");
        if (!_seen.Contains("position"))
            Fault("'position' is missing.");
        if (axes is 1 or 2)
            Fault("'right', 'down' and 'forward' must be given together.");
        if (axes > 0 && Count("target") + Count("up") > 0)
            Fault("'target' and 'up' have no meaning beside 'right', 'down' and 'forward'.");
        if (Count("fov") + Count("focalLength") != 1)
            Fault("give 'fov' or 'focalLength', one of them.");
        if (_seen.Contains("fov") && _projection == CameraProjection.Orthographic)
            Fault("a parallel projection has no 'fov'; give 'focalLength', image widths per world unit.");
        if (_fov is { } fov && !(fov is >= MinFov and <= MaxFov))
            Fault($"'fov' must be {MinFov} to {MaxFov} degrees, not {fov}.");
        if (axes == 0 && _position is { } position)
        {
            Vector3 sight = (_target ?? Vector3.Zero) - position;
            if (!(Geometry.Length(sight) > 0f))
                Fault("'target' must not be the position.");
            else if (_up is { } up && !(Geometry.Length(Geometry.Cross(Geometry.Normalize(sight), up)) > 1e-3f * Geometry.Length(up)))
                Fault("'up' must not be along the line of sight, or zero.");
        }

        int Count(string key) => _seen.Contains(key) ? 1 : 0;
    }

    private Camera Create()
    {
        Vector3 position = _position!.Value;
        Camera camera = _forward is { } forward
            ? new Camera { Position = position, Right = _right!.Value, Down = _down!.Value, Forward = forward, FocalLength = 0f, Near = 0f, Far = 0f }
            : Camera.LookAt(position, _target ?? Vector3.Zero, _up, 0f);
        float focalLength = _focalLength ?? 0f;
        if (_fov is { } fov)
        {
            Geometry.SinCos(fov * DegreesToHalfRadians, out float sine, out float cosine);
            focalLength = cosine / (2f * sine);
        }

        float depth = -Geometry.Dot(position, camera.Forward);
        return camera with
        {
            Projection = _projection,
            FocalLength = focalLength,
            Near = _near ?? (depth - Camera.AssetRadius),
            Far = _far ?? (Geometry.Length(position) + Camera.AssetRadius),
        };
    }

    private void Fault(string message) => faults.Add(text.At(_start, $"{name}: {message}"));
}
