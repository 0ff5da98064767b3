namespace Orchestrator.Isolation.Seccomp;

/// <summary>What a filter returns (seccomp(2)): the kernel's 32-bit value.</summary>
public readonly record struct SeccompAction(uint Value)
{
    private const uint ErrnoBase = 0x0005_0000;

    public static SeccompAction Allow { get; } = new(0x7FFF_0000);

    public static SeccompAction KillProcess { get; } = new(0x8000_0000);

    public static SeccompAction Errno(int errno) => new(ErrnoBase | (uint)errno);

    public override string ToString() => this switch
    {
        _ when this == Allow => "allow",
        _ when this == KillProcess => "kill process",
        _ when (Value & 0xFFFF_0000) == ErrnoBase => Kernel.Errno.Name((int)(Value & 0xFFFF)),
        _ => $"0x{Value:x8}",
    };
}
