namespace Orchestrator.Isolation.Capabilities;

/// <summary>The kernel's names without CAP_, in the order of their numbers.</summary>
public static class CapabilityNames
{
    private static readonly string[] Names =
        """
        CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE
        NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT
        SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE
        AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ
        PERFMON BPF CHECKPOINT_RESTORE
        """.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    public static IReadOnlyList<string> All => Names;

    public static string Of(Capability capability) => Names[(int)capability];

    /// <summary>Takes <c>NET_ADMIN</c>, <c>cap_net_admin</c> and the like.</summary>
    public static bool TryParse(string text, out Capability capability)
    {
        var name = text.StartsWith("CAP_", StringComparison.OrdinalIgnoreCase) ? text.AsSpan(4) : text;
        for (var i = 0; i < Names.Length; i++)
        {
            if (name.Equals(Names[i], StringComparison.OrdinalIgnoreCase))
            {
                capability = (Capability)i;
                return true;
            }
        }
        capability = default;
        return false;
    }
}
