namespace Orchestrator.Isolation.Seccomp;

/// <summary>What a filter returns (seccomp(2)): the kernel's 32-bit value.</summary>
public readonly record struct SeccompAction(uint Value)
{
    /// <summary>MAX_ERRNO: the kernel cuts a higher one down to it.</summary>
    public const int MostErrno = 4095;

    private const uint ErrnoBase = 0x0005_0000;
    private const uint TraceBase = 0x7FF0_0000;
    private const uint Kind = 0xFFFF_0000;

    public static SeccompAction Allow { get; } = new(0x7FFF_0000);

    /// <summary>Allowed, and written to the kernel's log.</summary>
    public static SeccompAction Log { get; } = new(0x7FFC_0000);

    /// <summary>SIGSYS.</summary>
    public static SeccompAction Trap { get; } = new(0x0003_0000);

    /// <summary>What SCMP_ACT_KILL and LXC's <c>kill</c> have always been.</summary>
    public static SeccompAction KillThread { get; } = new(0);

    public static SeccompAction KillProcess { get; } = new(0x8000_0000);

    /// <summary>Lets the call through, to the log or to a tracer.</summary>
    public bool IsPermissive => this == Allow || this == Log || (Value & Kind) == TraceBase;

    public bool IsErrno => (Value & Kind) == ErrnoBase;

    /// <summary>The kernel's order of actions as signed values: the lowest is the strictest.</summary>
    public int Strictness => unchecked((int)(Value & Kind));

    public static SeccompAction Errno(int errno) => new(ErrnoBase | (uint)errno);

    /// <summary>A tracer decides; without one the call gives ENOSYS.</summary>
    public static SeccompAction Trace(int message) => new(TraceBase | (uint)message & 0xFFFF);

    public override string ToString() => this switch
    {
        _ when this == Allow => "allow",
        _ when this == Log => "log",
        _ when this == Trap => "trap",
        _ when this == KillThread => "kill thread",
        _ when this == KillProcess => "kill process",
        _ when IsErrno => Kernel.Errno.Name((int)(Value & 0xFFFF)),
        _ when (Value & Kind) == TraceBase => $"trace {Value & 0xFFFF}",
        _ => $"0x{Value:x8}",
    };
}
