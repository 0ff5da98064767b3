namespace Orchestrator.Isolation.Seccomp;

/// <summary>
/// A profile as tables, for one machine and one set of capabilities: what becomes of each system call of each ABI. Its
/// meaning is <see cref="Decide"/>; the program that <see cref="SeccompCompiler"/> makes of it must say the same for
/// every call.
/// </summary>
internal sealed class SeccompProfile
{
    public SeccompProfile(string name, SeccompMachine machine, IEnumerable<AbiRules> open, uint flags = 0)
    {
        Name = name;
        Machine = machine;
        Open = open.ToDictionary(rules => rules.Abi);
        Flags = flags;
        if (!Open.ContainsKey(machine.Native))
            throw new ArgumentException("A profile without the native ABI lets nothing start.", nameof(open));
    }

    /// <summary>
    /// The ABIs beside the native one are closed unless a profile opens them: each is a second way to every system call,
    /// with its own numbers, and i386 has socketcall(2), which hides its arguments from filters. ENOSYS is what a kernel
    /// without them answers.
    /// </summary>
    public static Verdict ClosedAbi { get; } =
        new(SeccompAction.Errno(Kernel.Errno.ENOSYS), SourcePlace.BuiltIn("this ABI is closed: the profile does not open it"));

    /// <summary>No call of this machine's kernel comes from there.</summary>
    public static Verdict ForeignArch { get; } =
        new(SeccompAction.KillProcess, SourcePlace.BuiltIn("not an architecture of this machine"));

    public string Name { get; }

    public SeccompMachine Machine { get; }

    public IReadOnlyDictionary<SeccompAbi, AbiRules> Open { get; }

    /// <summary>Of seccomp(2): SECCOMP_FILTER_FLAG_*.</summary>
    public uint Flags { get; }

    public AbiRules Native => Open[Machine.Native];

    public Verdict Decide(uint arch, uint number, ReadOnlySpan<ulong> arguments)
    {
        if (arch == Machine.Native.Arch)
        {
            if (!Machine.HasX32 || number < SeccompAbi.X32Bit)
                return Native.Find(number).Decide(arguments, Machine.Native.IsWide);
            // A tracer skips a call by setting its number to -1 (seccomp(2)).
            if (number == uint.MaxValue)
                return Native.Beyond.Otherwise;
            return Open.TryGetValue(SeccompAbi.X32, out var x32)
                ? x32.Find(number - SeccompAbi.X32Bit).Decide(arguments, wide: false)
                : ClosedAbi;
        }
        foreach (var (abi, rules) in Open)
        {
            if (abi.Arch == arch)
                return rules.Find(number).Decide(arguments, abi.IsWide);
        }
        return Machine.CompatibleArchs.Contains(arch) ? ClosedAbi : ForeignArch;
    }
}
