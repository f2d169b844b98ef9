namespace Piwa.Tests.Fuzzing;

/// <summary>What inputs of a target look like: which mutations make sense besides those of bytes.</summary>
internal enum FuzzForm
{
    Binary,
    Json,
    Text,
}
