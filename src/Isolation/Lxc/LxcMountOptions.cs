using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Lxc;

/// <summary>Words of mount(8) that are attributes of a mount and not of its file system.</summary>
internal static class LxcMountOptions
{
    public static MountFlags? Flag(string word) => word switch
    {
        "ro" => MountFlags.ReadOnly,
        "nosuid" => MountFlags.NoSuid,
        "nodev" => MountFlags.NoDev,
        "noexec" => MountFlags.NoExec,
        "noatime" => MountFlags.NoAtime,
        "strictatime" => MountFlags.StrictAtime,
        "nodiratime" => MountFlags.NoDirAtime,
        "nosymfollow" => MountFlags.NoSymFollow,
        _ => null,
    };

    /// <summary>What a mount is anyway.</summary>
    public static bool IsDefault(string word) =>
        word is "rw" or "suid" or "dev" or "exec" or "relatime" or "atime" or "diratime" or "defaults" or "async" or "nomand"
            or "symfollow" or "norelatime" or "nostrictatime" or "silent" or "loud" or "nofail" or "auto" or "noauto";

    /// <summary>How mounts travel between namespaces, e.g. rslave.</summary>
    public static bool IsPropagation(string word) =>
        (word.StartsWith('r') ? word[1..] : word) is "private" or "shared" or "slave" or "unbindable";
}
