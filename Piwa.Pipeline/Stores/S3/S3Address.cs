using System.Text.RegularExpressions;

namespace Piwa.Pipeline.Stores.S3;

/// <summary><c>s3://bucket/prefix</c>: where a store lies. The prefix may be empty.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Prefix">What all keys begin with, with its last <c>/</c>; empty for the whole bucket.</param>
internal sealed partial record S3Address(string Bucket, string Prefix)
{
    /// <summary>How an address begins.</summary>
    public const string Scheme = "s3://";

    /// <exception cref="ArgumentException">It is no address.</exception>
    public static S3Address Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Match match = Pattern().Match(text);
        return match.Success
            ? new S3Address(match.Groups[1].Value, match.Groups[2].Length == 0 ? "" : match.Groups[2].Value + "/")
            : throw new ArgumentException(
                $"'{text}' is no address of a store on S3: give s3://BUCKET or s3://BUCKET/PREFIX, the prefix of letters, digits and ! - _ . * ' ( ).");
    }

    /// <summary>The key of an object.</summary>
    public string KeyOf(string name) => Prefix + name;

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => $"{Scheme}{Bucket}/{Prefix}".TrimEnd('/');

    [GeneratedRegex(@"^s3://([A-Za-z0-9][A-Za-z0-9._-]{2,62})(?:/(?!\.{1,2}(?:/|\z))([\w!.*'()-]+(?:/(?!\.{1,2}(?:/|\z))[\w!.*'()-]+)*))?/?\z", RegexOptions.ECMAScript)]
    private static partial Regex Pattern();
}
