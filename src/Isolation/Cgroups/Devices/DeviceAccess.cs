namespace Orchestrator.Isolation.Cgroups.Devices;

/// <summary>BPF_DEVCG_ACC_* of linux/bpf.h.</summary>
[Flags]
internal enum DeviceAccess
{
    Make = 1,
    Read = 2,
    Write = 4,
    All = Make | Read | Write,
}
