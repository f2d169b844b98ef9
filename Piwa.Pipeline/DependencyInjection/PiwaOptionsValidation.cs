using Microsoft.Extensions.Options;

namespace Piwa.Pipeline.DependencyInjection;

/// <summary>Checks options when they are first asked for.</summary>
internal sealed class PiwaOptionsValidation : IValidateOptions<PiwaOptions>
{
    public ValidateOptionsResult Validate(string? name, PiwaOptions options)
    {
        List<string> faults = [];
        options.Validate(faults);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
