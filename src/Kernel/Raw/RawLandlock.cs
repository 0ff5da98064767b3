using System.Runtime.InteropServices;

namespace Orchestrator.Kernel.Raw;

/// <summary>Landlock (landlock(7)). Results as in <see cref="RawFile"/>.</summary>
public static unsafe class RawLandlock
{
    public const int LANDLOCK_RULE_PATH_BENEATH = 1, LANDLOCK_RULE_NET_PORT = 2;

    public static nint landlock_create_ruleset(landlock_ruleset_attr* attributes, nint size) =>
        RawCall.Invoke(444, (nint)attributes, size, 0);

    public static nint landlock_add_rule(nint ruleset, int type, void* attributes) =>
        RawCall.Invoke(445, ruleset, type, (nint)attributes, 0);

    public static nint landlock_restrict_self(nint ruleset) => RawCall.Invoke(446, ruleset, 0);

    /// <summary>An older kernel takes a longer one whose further fields are zero.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct landlock_ruleset_attr
    {
        public ulong handled_access_fs;
        public ulong handled_access_net;
        public ulong scoped;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    public struct landlock_path_beneath_attr
    {
        public ulong allowed_access;
        public int parent_fd;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct landlock_net_port_attr
    {
        public ulong allowed_access;
        public ulong port;
    }
}
