using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Piwa.Host.Pages;

/// <summary>The page's own files: they lie in this program, and nothing else is loaded.</summary>
internal sealed partial class WebFiles
{
    private const string Prefix = "web/";
    private const int TagBytes = 16;

    private readonly Dictionary<string, PageReply> _files = [];

    /// <param name="start">The file that is the page.</param>
    public WebFiles(string start)
    {
        Assembly program = typeof(WebFiles).Assembly;
        foreach (string name in program.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using Stream stream = program.GetManifestResourceStream(name)!;
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            _files["/" + name[Prefix.Length..].Replace('\\', '/')] = new PageReply(StatusCodes.Status200OK, TypeOf(name), bytes)
            {
                ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, TagBytes))}\"",
            };
        }

        _files["/"] = _files["/" + start];
        SecurityPolicy = PolicyFor(Encoding.UTF8.GetString(_files["/"].Body.Span));
    }

    /// <summary>
    /// The content security policy: scripts, styles and data of this host only. Of what stands in the page only the import map runs, which has
    /// to stand there; textures of meshes are blobs that the viewer makes.
    /// </summary>
    public string SecurityPolicy { get; }

    /// <summary>The file at a path; null if there is none.</summary>
    public PageReply? Find(string path) => _files.GetValueOrDefault(path);

    private static string PolicyFor(string page)
    {
        string map = ImportMap().Match(page) is { Success: true } found
            ? $" 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(found.Groups[1].Value)))}'"
            : "";
        return $"default-src 'none'; script-src 'self'{map}; style-src 'self'; img-src 'self' blob:; connect-src 'self' blob:; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    };

    [GeneratedRegex("""<script type="importmap">(.*?)</script>""", RegexOptions.Singleline)]
    private static partial Regex ImportMap();
}
