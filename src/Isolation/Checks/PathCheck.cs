using System.Text;

namespace Orchestrator.Isolation.Checks;

internal static class PathCheck
{
    private const int PathMax = 4096;

    /// <summary>An absolute path without <c>..</c>, as the kernel can take it.</summary>
    public static string? Check(string path, string what)
    {
        if (path.Length == 0 || path[0] != '/')
            return $"The {what} '{path}' is not absolute. Begin it with /.";
        if (path.Contains('\0'))
            return $"The {what} holds a NUL character, which no path can.";
        if (Encoding.UTF8.GetByteCount(path) >= PathMax)
            return $"The {what} is longer than the kernel takes ({PathMax - 1} bytes).";
        return path.Split('/').Contains("..")
            ? $"The {what} '{path}' has a '..' in it. Write the path it leads to."
            : null;
    }
}
