namespace Piwa.Host.Terminal;

/// <summary>How this program is started again.</summary>
internal static class Self
{
    /// <summary><c>piwa</c> where the shell finds it, else the program's path as seen from here.</summary>
    public static string Command
    {
        get
        {
            string? program = Environment.ProcessPath;
            if (program is null || Path.GetFileNameWithoutExtension(program) != "piwa")
                return "piwa";

            bool isOnPath = (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .Any(folder => File.Exists(Path.Combine(folder, Path.GetFileName(program))));
            return isOnPath ? "piwa" : Path.GetRelativePath(Environment.CurrentDirectory, program);
        }
    }
}
