using System.Runtime.InteropServices;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>A loaded program that decides about devices for the processes of a cgroup (cgroup-v2.rst, "Device controller").</summary>
public sealed unsafe class DeviceFilter : Descriptor
{
    private DeviceFilter(int fd)
        : base(fd)
    {
    }

    /// <param name="program">Instructions of eBPF, eight bytes each.</param>
    /// <param name="errno">0, or why the kernel took it not.</param>
    public static DeviceFilter? TryLoad(ReadOnlySpan<ulong> program, out int errno)
    {
        int fd;
        // SAFETY: the program and the license live until the kernel has copied and checked them, in this call.
        fixed (ulong* instructions = program)
        fixed (byte* license = "GPL\0"u8)
        {
            var attributes = new LinuxBpf.prog_load_attr
            {
                prog_type = LinuxBpf.BPF_PROG_TYPE_CGROUP_DEVICE,
                insn_cnt = (uint)program.Length,
                insns = (ulong)instructions,
                license = (ulong)license,
            };
            fd = LinuxBpf.bpf(LinuxBpf.BPF_PROG_LOAD, &attributes);
        }
        errno = fd < 0 ? Marshal.GetLastPInvokeError() : 0;
        return fd < 0 ? null : new DeviceFilter(fd);
    }

    /// <summary>
    /// In force for the group and all below it, in place of one that was attached so before; it goes with the group.
    /// </summary>
    /// <returns>0, or errno.</returns>
    public int TryAttach(DirectoryHandle cgroup)
    {
        var attributes = new LinuxBpf.prog_attach_attr
        {
            target_fd = (uint)cgroup.Number,
            attach_bpf_fd = (uint)Number,
            attach_type = LinuxBpf.BPF_CGROUP_DEVICE,
            attach_flags = LinuxBpf.BPF_F_ALLOW_OVERRIDE,
        };
        return LinuxBpf.bpf(LinuxBpf.BPF_PROG_ATTACH, &attributes) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }
}
