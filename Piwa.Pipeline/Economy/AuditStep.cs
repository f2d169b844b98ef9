using Piwa.Chain.Economy;

namespace Piwa.Pipeline.Economy;

/// <summary>A step on the way of an amount to an account.</summary>
/// <param name="Entry">Number of the entry that it stands in.</param>
/// <param name="Epoch">The epoch that was open, from 0.</param>
/// <param name="What">What was divided, and by what: a line of text.</param>
/// <param name="Amount">What it brought, or took.</param>
public sealed record AuditStep(long Entry, long Epoch, string What, Amount Amount);
