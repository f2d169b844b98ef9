using Piwa.Pipeline;

namespace Piwa.Host.Pages;

/// <summary>What is known of a run.</summary>
/// <param name="Now">Where it stands.</param>
/// <param name="Before">Where it stood some seconds ago; null in the first of them.</param>
/// <param name="Samples">The run so far, evenly spread.</param>
internal sealed record RunState(RunProgress Now, RunProgress? Before, RunSample[] Samples);
