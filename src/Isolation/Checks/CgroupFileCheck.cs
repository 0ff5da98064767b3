using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Checks;

/// <summary>Raw files: of a controller, and below the container's own group.</summary>
internal static class CgroupFileCheck
{
    public static string? Check(IReadOnlyList<CgroupFileSpec> files)
    {
        foreach (var (version, file, value) in files)
        {
            if (version is < 0 or > 2)
                return $"Cgroup v{version} does not exist: give 1, 2, or 0 for the version that this host has.";
            // A path would lead out of the group (case E31).
            if (string.IsNullOrEmpty(file) || !file.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-')
                || file.IndexOf('.', StringComparison.Ordinal) <= 0 || file.StartsWith("cgroup.", StringComparison.Ordinal))
            {
                return $"'{file}' is no file of a controller, such as memory.high.";
            }
            if (file.StartsWith("freezer.", StringComparison.Ordinal))
                return "The freezer is not set as a file: the engine must know what is frozen. Use orch freeze and orch thaw.";
            if (file is "devices.allow" or "devices.deny" or "devices.list")
                return "Device rules are not given as a file: --device-cgroup-rule works on every version.";
            if (string.IsNullOrEmpty(value) || value.Contains('\0') || value.Length > 4096)
                return $"The value for {file} is empty, longer than 4096 characters, or holds a NUL character.";
        }
        return null;
    }
}
