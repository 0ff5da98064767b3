using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>landlock(7).</summary>
public static class Landlock
{
    /// <summary>The ABI that the kernel has; null where it has none or it is switched off.</summary>
    public static int? Version()
    {
        var version = LinuxLandlock.landlock_create_ruleset(0, 0, LinuxLandlock.LANDLOCK_CREATE_RULESET_VERSION);
        return version > 0 ? (int)version : null;
    }
}
