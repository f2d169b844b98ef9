using System.Text.Json.Serialization;

namespace Piwa.Chain.Rpc.Wire;

/// <summary>A value and the slot that it is of.</summary>
internal sealed record WithContext<T>(WireContext Context, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] T Value) : IWithContext
{
    object? IWithContext.Boxed => Value;

    bool IWithContext.MayBeNull => typeof(T) == typeof(WireAccount) || Nullable.GetUnderlyingType(typeof(T)) is not null;
}
