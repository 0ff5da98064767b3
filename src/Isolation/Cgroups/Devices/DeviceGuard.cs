using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups.Devices;

/// <summary>
/// The device policy of all containers of a node: one program on their parent in the v2 tree, which costs a start
/// nothing. A hybrid host has that tree too; only where there is v1 alone is there none.
/// </summary>
internal static class DeviceGuard
{
    private static readonly ulong[] Program = DeviceProgram.Assemble(DeviceRule.Usual);

    /// <summary>Null when it is in force, else why not.</summary>
    public static string? TryPut(DirectoryHandle? parent)
    {
        if (parent is null)
            return "there is no cgroup v2 tree";
        using var filter = DeviceFilter.TryLoad(Program, out var errno);
        if (filter is not null)
            errno = filter.TryAttach(parent);
        return errno == 0 ? null : $"the kernel refuses the program: {Errno.Name(errno)} ({Errno.Describe(errno)})";
    }
}
