namespace Orchestrator.TestSupport.Machines;

/// <summary>The test machine's three forms; each has cgroup v2 alone, all namespaces and Landlock.</summary>
public enum Machine
{
    Plain,
    AppArmor,
    SELinux,
}
