namespace Orchestrator.Isolation.Seccomp;

/// <summary>
/// A profile as a table: what becomes of each system call of x86-64. Its meaning is <see cref="Decide"/>; the program
/// that <see cref="SeccompCompiler"/> makes of it must say the same for every call.
/// </summary>
internal sealed class SeccompProfile(string name, IReadOnlyDictionary<int, SyscallRule> rules)
{
    /// <summary>The 64-bit ABI, the 32-bit one, and the bit that marks x32 (linux/audit.h, asm/unistd.h).</summary>
    public const uint ArchX8664 = 0xC000_003E;
    public const uint ArchI386 = 0x4000_0003;
    public const uint X32Bit = 0x4000_0000;

    /// <summary>Newer system calls than this engine knows: libc falls back to the older one (case E39).</summary>
    public static readonly SeccompAction Unknown = SeccompAction.Errno(Kernel.Errno.ENOSYS);

    /// <summary>
    /// The 32-bit ABIs are closed: each is a second way to every system call, with its own numbers and socketcall(2),
    /// which hides its arguments from filters.
    /// </summary>
    public static readonly SeccompAction ClosedAbi = SeccompAction.Errno(Kernel.Errno.ENOSYS);

    public string Name { get; } = name;

    /// <summary>Every call with a decision of its own; the others are <see cref="Unknown"/>.</summary>
    public IReadOnlyDictionary<int, SyscallRule> Rules { get; } = rules;

    public SeccompAction Decide(uint arch, uint number, ReadOnlySpan<ulong> arguments)
    {
        if (arch != ArchX8664)
            return arch == ArchI386 ? ClosedAbi : SeccompAction.KillProcess;
        if ((number & X32Bit) != 0 || number > int.MaxValue)
            return ClosedAbi;
        return Rules.TryGetValue((int)number, out var rule) ? rule.Decide(arguments) : Unknown;
    }
}
