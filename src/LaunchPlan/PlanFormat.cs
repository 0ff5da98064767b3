namespace Orchestrator.LaunchPlan;

/// <summary>
/// Constants of the launch plan, the flat binary form in which a container reaches the launcher.
/// <code>
/// PlanHeader | PlanOp[OpCount] | text table | data table
/// </code>
/// Texts are NUL-terminated UTF-8 in the text table and are named by their offset there; offset 0 is the empty
/// text. Data (seccomp program, argv and envp as arrays of text offsets, group ids) lies 8-byte aligned in the data
/// table. Descriptors are named by slot: the index in the SCM_RIGHTS array sent along; -1 is none. All numbers are
/// in host order, since a plan never leaves the machine.
/// <para>The launcher validates a plan once, before clone, with <see cref="PlanValidator"/>; the child then reads it
/// without any check, because it may neither allocate nor throw.</para>
/// </summary>
public static class PlanFormat
{
    public const uint Magic = 0x4C50_524F; // "ORPL"
    public const ushort Version = 1;

    /// <summary>Below SCM_MAX_FD, 253: the most descriptors that one message can carry (unix(7)).</summary>
    public const int MaxSlots = 250;

    public const int MaxOps = 4096;

    /// <summary>The console and tty1 up to one less than this.</summary>
    public const int MostTerminals = 64;

    /// <summary>The number under which a hook before pivot_root finds the new root: /proc/self/fd/9.</summary>
    public const int HookRootDescriptor = 9;

    /// <summary>Above ARG_MAX of Linux (execve(2): argv and envp together at most 6 MB with the default stack).</summary>
    public const int MaxBytes = 16 << 20;

    /// <summary>Plans above this size travel in a memfd, because a seqpacket message is bounded by SO_SNDBUF.</summary>
    public const int MaxInlineBytes = 64 << 10;
}
