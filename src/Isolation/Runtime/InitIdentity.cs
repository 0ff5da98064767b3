namespace Orchestrator.Isolation.Runtime;

/// <summary>Who an init is, so that it cannot be mistaken for another one after its pid was reused.</summary>
/// <param name="Pid">Pid in the host's pid namespace.</param>
/// <param name="StartTicks">Field 22 of /proc/PID/stat.</param>
/// <param name="BootId">/proc/sys/kernel/random/boot_id at start.</param>
public sealed record InitIdentity(int Pid, ulong StartTicks, string BootId);
