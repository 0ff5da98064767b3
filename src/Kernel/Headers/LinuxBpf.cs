using System.Runtime.InteropServices;

namespace Orchestrator.Kernel.Headers;

/// <summary>linux/bpf.h: bpf(2), which has no wrapper in glibc.</summary>
public static unsafe partial class LinuxBpf
{
    public const int BPF_PROG_LOAD = 5;
    public const int BPF_PROG_ATTACH = 8;
    public const uint BPF_PROG_TYPE_CGROUP_DEVICE = 15;
    public const uint BPF_CGROUP_DEVICE = 6;

    /// <summary>A group below may have a program of its own instead.</summary>
    public const uint BPF_F_ALLOW_OVERRIDE = 1;

    private const nint SYS_bpf = 321;

    public static int bpf(int command, prog_load_attr* attributes) =>
        (int)syscall(SYS_bpf, command, attributes, (nuint)sizeof(prog_load_attr));

    public static int bpf(int command, prog_attach_attr* attributes) =>
        (int)syscall(SYS_bpf, command, attributes, (nuint)sizeof(prog_attach_attr));

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint command, void* attributes, nuint size);

    /// <summary>The member of union bpf_attr for BPF_PROG_LOAD, as far as it is used.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct prog_load_attr
    {
        public uint prog_type;
        public uint insn_cnt;
        public ulong insns;
        public ulong license;
        public uint log_level;
        public uint log_size;
        public ulong log_buf;
        public uint kern_version;
        public uint prog_flags;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct prog_attach_attr
    {
        public uint target_fd;
        public uint attach_bpf_fd;
        public uint attach_type;
        public uint attach_flags;
    }
}
