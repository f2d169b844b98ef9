namespace Piwa.Kernels.Numerics;

/// <summary>
/// Numbers that may have slopes, together with those that have none: a body says by its types where slopes are wanted, and pays for them there
/// alone.
/// </summary>
/// <typeparam name="S">The number that may have slopes.</typeparam>
/// <typeparam name="F">The number that has none.</typeparam>
internal interface ISlopes<S, F>
{
    /// <summary>The number without its slopes.</summary>
    static abstract F ValueOf(S sloped);

    /// <summary>A number whose slopes are 0.</summary>
    static abstract S Level(F value);

    /// <summary><c>sloped + level</c>.</summary>
    static abstract S Shift(S sloped, F level);

    /// <summary><c>sloped * level</c>.</summary>
    static abstract S Scale(S sloped, F level);

    /// <summary><c>sloped / level</c>.</summary>
    static abstract S Divide(S sloped, F level);
}
