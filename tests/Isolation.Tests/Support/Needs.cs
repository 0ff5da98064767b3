using Orchestrator.Isolation.Cgroups;
using Orchestrator.Isolation.Host;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Tests.Support;

/// <summary>Conditions that a test may skip for, each with the reason that is printed.</summary>
internal static class Needs
{
    public static void Root() =>
        Assert.SkipUnless(Unistd.geteuid() == 0, "needs root: cgroups and namespaces of other users are not ours to make");

    public static CgroupMounts Cgroups()
    {
        Root();
        var mounts = CgroupMounts.Detect();
        Assert.SkipUnless(mounts.Layout != CgroupLayout.None, "no cgroup file system is mounted here");
        return mounts;
    }
}
