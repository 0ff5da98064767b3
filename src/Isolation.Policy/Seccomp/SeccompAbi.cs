using Orchestrator.Isolation.Seccomp.Tables;

namespace Orchestrator.Isolation.Seccomp;

/// <summary>
/// One way into the kernel: an architecture as seccomp_data tells it (linux/audit.h), and for x32 the bit in the number.
/// </summary>
internal sealed class SeccompAbi
{
    /// <summary>Numbers from here on mark x32; as a 32-bit value so do the negative ones (asm/unistd.h).</summary>
    public const uint X32Bit = 0x4000_0000;

    private readonly Lazy<SystemCallTable> _table;

    private SeccompAbi(string name, string profileName, uint arch, bool wide, int established, string numbers)
    {
        Name = name;
        ProfileName = profileName;
        Arch = arch;
        IsWide = wide;
        Established = established;
        _table = new Lazy<SystemCallTable>(() => new SystemCallTable(numbers));
    }

    public static SeccompAbi X8664 { get; } = new("x86_64", "SCMP_ARCH_X86_64", 0xC000_003E, true, 334, X8664Numbers.Text);

    public static SeccompAbi I386 { get; } = new("x86", "SCMP_ARCH_X86", 0x4000_0003, false, 386, I386Numbers.Text);

    public static SeccompAbi X32 { get; } = new("x32", "SCMP_ARCH_X32", 0xC000_003E, false, 547, X32Numbers.Text);

    public static SeccompAbi Arm64 { get; } = new("arm64", "SCMP_ARCH_AARCH64", 0xC000_00B7, true, 294, Arm64Numbers.Text);

    /// <summary>LXC's name of it, which our messages use too.</summary>
    public string Name { get; }

    /// <summary>Its name in OCI profiles.</summary>
    public string ProfileName { get; }

    /// <summary>AUDIT_ARCH_*.</summary>
    public uint Arch { get; }

    /// <summary>Whether arguments have 64 bits.</summary>
    public bool IsWide { get; }

    /// <summary>
    /// The last number of Linux 4.18, before all architectures counted on together from 424 (x32 from 512): every
    /// profile knows these, whether it names them or not.
    /// </summary>
    public int Established { get; }

    public SystemCallTable Table => _table.Value;

    public override string ToString() => Name;
}
