namespace Orchestrator.TestSupport.Machines;

/// <summary>Skips with the reason, unless the kernel at hand has what the test is about: in the test machine or by itself.</summary>
internal static class Inside
{
    private const string How = "./test --vm runs this in the test machine where that is to be had";

    public static bool IsMachine => Environment.GetEnvironmentVariable("VM_RUN") is not null;

    public static void PureCgroupV2() =>
        Assert.SkipUnless(
            Environment.IsPrivilegedProcess && File.Exists("/sys/fs/cgroup/cgroup.controllers"),
            $"needs root and cgroup v2 alone at /sys/fs/cgroup; {How}");

    public static void AppArmor() =>
        Assert.SkipUnless(
            Environment.IsPrivilegedProcess && Active("apparmor"), $"needs root and AppArmor, which is not active in this kernel; {How}");

    public static void SELinux() =>
        Assert.SkipUnless(
            Environment.IsPrivilegedProcess && Active("selinux") && File.ReadAllText("/sys/fs/selinux/enforce").Trim() == "1",
            $"needs root and SELinux enforcing, which is not so in this kernel; {How}");

    public static void Landlock() =>
        Assert.SkipUnless(Active("landlock"), $"needs Landlock, which is not active in this kernel; {How}");

    private static bool Active(string module) =>
        File.Exists("/sys/kernel/security/lsm") && File.ReadAllText("/sys/kernel/security/lsm").Trim().Split(',').Contains(module);
}
