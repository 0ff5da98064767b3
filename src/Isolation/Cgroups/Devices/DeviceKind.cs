namespace Orchestrator.Isolation.Cgroups.Devices;

/// <summary>BPF_DEVCG_DEV_* of linux/bpf.h.</summary>
internal enum DeviceKind
{
    Block = 1,
    Character = 2,
}
