namespace Piwa.Pipeline.Fleet;

/// <summary>A node asks for work.</summary>
/// <param name="Units">Units that it would make.</param>
/// <param name="Checks">Checks that it would do.</param>
/// <param name="Device">What it makes assets on.</param>
internal sealed record WireAsk(int Units, int Checks, string Device);
