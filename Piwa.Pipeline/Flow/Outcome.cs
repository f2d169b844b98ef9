using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Piwa.Pipeline.Flow;

/// <summary>
/// What travels between stages: a value, or the failure that took its place. Failures stay on the rails, so that nothing is lost and
/// no block ever faults.
/// </summary>
/// <remarks>
/// Ownership: who holds the outcome owns the value; handing the outcome on hands on the value. A stage that fails disposes the value it
/// was given, once, if it is <see cref="IDisposable"/>. A failure owns nothing.
/// </remarks>
internal readonly struct Outcome<T>
    where T : class
{
    private Outcome(ItemIds ids, T? value, Failure? failure)
    {
        Ids = ids;
        Value = value;
        Failure = failure;
    }

    /// <summary>The admitted items that this outcome accounts for.</summary>
    public ItemIds Ids { get; }

    /// <summary>The value, or null for a failure.</summary>
    public T? Value { get; }

    /// <summary>The failure, or null for a value.</summary>
    public Failure? Failure { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool Succeeded => Failure is null;

    public static Outcome<T> Success(ItemIds ids, T value)
    {
        Debug.Assert(value is not null, "A success has a value.");
        return new Outcome<T>(ids, value, null);
    }

    public static Outcome<T> Failed(Failure failure) => new(failure.Ids, null, failure);

    /// <summary>The same failure on a link of another type.</summary>
    public Outcome<TOther> PassFailure<TOther>()
        where TOther : class
    {
        Debug.Assert(!Succeeded, "Only failures pass.");
        return Outcome<TOther>.Failed(Failure);
    }
}
