using System.Runtime.InteropServices;

namespace Orchestrator.Liblxc.Native;

[StructLayout(LayoutKind.Explicit, Size = 96)]
internal unsafe struct lxc_attach_options_t
{
    public const int MOVE_TO_CGROUP = 1, DROP_CAPABILITIES = 2, SET_PERSONALITY = 4, LSM_EXEC = 8, DEFAULT = 0xFFFF;
    public const int REMOUNT_PROC_SYS = 0x10000, LSM_NOW = 0x20000, NO_NEW_PRIVS = 0x40000, TERMINAL = 0x80000;
    public const int LSM_LABEL = 0x100000, SETGROUPS = 0x200000;
    public const int CLEAR_ENV = 1;

    [FieldOffset(0)] public int attach_flags;
    [FieldOffset(4)] public int namespaces;
    [FieldOffset(8)] public long personality;
    [FieldOffset(16)] public byte* initial_cwd;
    [FieldOffset(24)] public uint uid;
    [FieldOffset(28)] public uint gid;
    [FieldOffset(32)] public int env_policy;
    [FieldOffset(40)] public byte** extra_env_vars;
    [FieldOffset(48)] public byte** extra_keep_env;
    [FieldOffset(56)] public int stdin_fd;
    [FieldOffset(60)] public int stdout_fd;
    [FieldOffset(64)] public int stderr_fd;
    [FieldOffset(68)] public int log_fd;
    [FieldOffset(72)] public byte* lsm_label;
    [FieldOffset(80)] public nuint groups_size;
    [FieldOffset(88)] public uint* groups_list;

    /// <summary>LXC_ATTACH_OPTIONS_DEFAULT.</summary>
    public static lxc_attach_options_t Default => new()
    {
        attach_flags = DEFAULT,
        namespaces = -1,
        personality = -1,
        uid = uint.MaxValue,
        gid = uint.MaxValue,
        stdin_fd = 0,
        stdout_fd = 1,
        stderr_fd = 2,
        log_fd = -9,
    };
}
