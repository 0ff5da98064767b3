using System.Runtime.InteropServices;
using Orchestrator.Isolation.Seccomp.Bpf;

namespace Orchestrator.Isolation.Seccomp;

/// <summary>
/// Turns a profile into a classic BPF program: the architecture, for x86-64 the x32 bit, then a balanced tree over the
/// ranges of numbers that fare alike, so that a call is decided in about eight comparisons and not in hundreds.
/// </summary>
internal static class SeccompCompiler
{
    /// <summary>BPF_MAXINSNS.</summary>
    private const int MostInstructions = 4096;

    /// <summary>The program as the bytes of sock_filter[].</summary>
    /// <exception cref="SeccompTooLargeException">The kernel would not take it.</exception>
    public static byte[] Compile(SeccompProfile profile) =>
        MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(Assemble(profile))).ToArray();

    public static List<SockFilter> Assemble(SeccompProfile profile)
    {
        var machine = profile.Machine;
        var program = new List<SockFilter> { Load(BpfCode.ArchOffset) };
        Branch(program, machine.Native.Arch, Native(profile));
        foreach (var arch in machine.CompatibleArchs)
        {
            var rules = profile.Open.Values.FirstOrDefault(open => open.Abi.Arch == arch);
            Branch(program, arch, rules is null
                ? [Return(SeccompProfile.ClosedAbi)]
                : [Load(BpfCode.NumberOffset), .. Tree(CollectionsMarshal.AsSpan(Ranges(rules, 0)), rules.Abi.IsWide)]);
        }
        program.Add(Return(SeccompProfile.ForeignArch));
        return program.Count <= MostInstructions
            ? program
            : throw new SeccompTooLargeException(profile.Name, program.Count, MostInstructions);
    }

    private static List<SockFilter> Native(SeccompProfile profile)
    {
        var rules = profile.Native;
        var own = Tree(CollectionsMarshal.AsSpan(Ranges(rules, 0)), rules.Abi.IsWide);
        if (!profile.Machine.HasX32)
            return [Load(BpfCode.NumberOffset), .. own];

        var program = new List<SockFilter> { Load(BpfCode.NumberOffset) };
        Beyond(program, SeccompAbi.X32Bit, own);
        program.AddRange(own);
        program.Add(new SockFilter(BpfCode.JumpEqual, Jt: 0, Jf: 1, uint.MaxValue));
        program.Add(Return(rules.Beyond.Otherwise));
        if (profile.Open.TryGetValue(SeccompAbi.X32, out var x32))
            program.AddRange(Tree(CollectionsMarshal.AsSpan(Ranges(x32, SeccompAbi.X32Bit)), wide: false));
        else
            program.Add(Return(SeccompProfile.ClosedAbi));
        return program;
    }

    /// <summary>What follows is for this architecture only.</summary>
    private static void Branch(List<SockFilter> program, uint arch, List<SockFilter> body)
    {
        if (body.Count <= byte.MaxValue)
        {
            program.Add(new SockFilter(BpfCode.JumpEqual, Jt: 0, Jf: (byte)body.Count, arch));
        }
        else
        {
            program.Add(new SockFilter(BpfCode.JumpEqual, Jt: 1, Jf: 0, arch));
            program.Add(new SockFilter(BpfCode.JumpAlways, 0, 0, (uint)body.Count));
        }
        program.AddRange(body);
    }

    private static List<(uint Start, SyscallRule Rule)> Ranges(AbiRules abi, uint bit)
    {
        var ranges = new List<(uint Start, SyscallRule Rule)>();
        var last = Math.Max(abi.Newest, abi.Rules.Count == 0 ? 0 : abi.Rules.Keys.Max());
        for (var number = 0u; number <= last + 1; number++)
        {
            var rule = abi.Find(number);
            if (ranges.Count == 0 || !AreAlike(ranges[^1].Rule, rule))
                ranges.Add((number | bit, rule));
        }
        return ranges;
    }

    private static bool AreAlike(SyscallRule one, SyscallRule other) =>
        ReferenceEquals(one, other) || (one.IsSimple && other.IsSimple && one.Otherwise.Action == other.Otherwise.Action);

    private static List<SockFilter> Tree(ReadOnlySpan<(uint Start, SyscallRule Rule)> ranges, bool wide)
    {
        if (ranges.Length == 1)
            return Leaf(ranges[0].Rule, wide);
        var middle = ranges.Length / 2;
        var below = Tree(ranges[..middle], wide);
        var above = Tree(ranges[middle..], wide);
        var program = new List<SockFilter>(below.Count + above.Count + 2);
        Beyond(program, ranges[middle].Start, below);
        program.AddRange(below);
        program.AddRange(above);
        return program;
    }

    /// <summary>Numbers from <paramref name="start"/> on jump over <paramref name="below"/>.</summary>
    private static void Beyond(List<SockFilter> program, uint start, List<SockFilter> below)
    {
        // A conditional jump reaches 255 instructions; beyond that it jumps to a far jump.
        if (below.Count <= byte.MaxValue)
        {
            program.Add(new SockFilter(BpfCode.JumpGreaterOrEqual, Jt: (byte)below.Count, Jf: 0, start));
            return;
        }
        program.Add(new SockFilter(BpfCode.JumpGreaterOrEqual, Jt: 0, Jf: 1, start));
        program.Add(new SockFilter(BpfCode.JumpAlways, 0, 0, (uint)below.Count));
    }

    private static List<SockFilter> Leaf(SyscallRule rule, bool wide)
    {
        var program = new List<SockFilter>();
        foreach (var one in rule.Cases)
            program.AddRange(CaseAssembler.Assemble(one, wide));
        program.Add(Return(rule.Otherwise));
        return program;
    }

    private static SockFilter Load(uint offset) => new(BpfCode.LoadWord, 0, 0, offset);

    private static SockFilter Return(Verdict verdict) => new(BpfCode.Return, 0, 0, verdict.Action.Value);
}
