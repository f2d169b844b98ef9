namespace Piwa.Tests.Chain.Minting;

/// <summary>Stands for the end of the process: nothing after it runs.</summary>
internal sealed class ProcessDiedException : Exception;
