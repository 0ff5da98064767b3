namespace Orchestrator.Isolation.Networks;

/// <summary>Parameters of the calling thread's network namespace below /proc/sys (sysctl(8), ip-sysctl.rst).</summary>
internal static class Sysctl
{
    public static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText("/proc/sys/" + path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static bool TryWrite(string path, string value)
    {
        try
        {
            File.WriteAllText("/proc/sys/" + path, value);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
