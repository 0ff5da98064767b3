using Orchestrator.Formats.Lxc;

namespace Orchestrator.Lxc;

/// <summary>
/// Debian's default.conf asks for a generated profile on every machine, and LXC goes on without one where there is no AppArmor.
/// So it is here; a profile that is named is refused there all the same.
/// </summary>
internal static class LxcAppArmor
{
    private const string Switch = "/sys/module/apparmor/parameters/enabled";

    public static bool IsMoot(LxcItem item) => IsMoot(item, IsActive());

    public static bool IsMoot(LxcItem item, bool active) => !active
        && (item is { Key: "lxc.apparmor.profile", Value: "generated" } || item.Key is "lxc.apparmor.allow_nesting" or "lxc.apparmor.allow_incomplete");

    private static bool IsActive()
    {
        try
        {
            return File.ReadAllText(Switch).StartsWith('Y');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
