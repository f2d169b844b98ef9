namespace Piwa.Kernels.Recipes;

/// <summary>A recipe cannot be read, or says something that cannot be made. The message names every fault.</summary>
public sealed class RecipeFormatException : FormatException
{
    /// <summary>Creates the exception.</summary>
    public RecipeFormatException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public RecipeFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public RecipeFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
