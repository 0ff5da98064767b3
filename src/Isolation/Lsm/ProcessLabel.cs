namespace Orchestrator.Isolation.Lsm;

/// <summary>The labels that a process really has, from /proc.</summary>
public static class ProcessLabel
{
    /// <summary>AppArmor's, as <c>name (mode)</c> or <c>unconfined</c>; null where there is none, or no such process.</summary>
    public static string? AppArmor(string pid, string folder) => Read($"/proc/{pid}/{folder}current");

    /// <summary>SELinux's; AppArmor shows its own there where it is the first module.</summary>
    public static string? Selinux(string pid) => Read($"/proc/{pid}/attr/current");

    /// <summary>Whatever the first of the modules that label processes shows.</summary>
    public static string? Any(string pid) => Read($"/proc/{pid}/attr/apparmor/current") ?? Read($"/proc/{pid}/attr/current");

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd('\0', '\n', ' ') is { Length: > 0 } label ? label : null;
        }
        // EINVAL where no module labels processes; ESRCH when it has ended.
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
