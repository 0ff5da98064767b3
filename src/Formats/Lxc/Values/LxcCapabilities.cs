namespace Orchestrator.Formats.Lxc.Values;

/// <summary>Capability names as LXC writes them: small letters without CAP_.</summary>
public static class LxcCapabilities
{
    private static readonly char[] Blanks = [' ', '\t'];

    public static IReadOnlyList<string> All { get; } =
        """
        chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap linux_immutable
        net_bind_service net_broadcast net_admin net_raw ipc_lock ipc_owner sys_module sys_rawio sys_chroot
        sys_ptrace sys_pacct sys_admin sys_boot sys_nice sys_resource sys_time sys_tty_config mknod lease
        audit_write audit_control setfcap mac_override mac_admin syslog wake_alarm block_suspend audit_read
        perfmon bpf checkpoint_restore
        """.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    public static IReadOnlyList<string> Words(string value) => value.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);

    public static string? Check(string value, bool none)
    {
        foreach (var word in Words(value))
        {
            // A number is one of a kernel that is newer than this table.
            if (!(none && word == "none") && !All.Contains(word) && !word.All(char.IsAsciiDigit))
                return $"'{word}' is no capability; write the names of capabilities(7) in small letters without cap_";
        }
        return null;
    }
}
