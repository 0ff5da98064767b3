using System.Runtime.InteropServices;
using Orchestrator.Isolation.Seccomp.Bpf;

namespace Orchestrator.Isolation.Seccomp;

/// <summary>
/// Turns a profile into a classic BPF program: the architecture, the x32 bit, then a balanced tree over the ranges of
/// numbers that fare alike, so that a call is decided in about eight comparisons and not in hundreds.
/// </summary>
internal static class SeccompCompiler
{
    /// <summary>BPF_MAXINSNS.</summary>
    private const int MostInstructions = 4096;

    /// <summary>The program as the bytes of sock_filter[].</summary>
    public static byte[] Compile(SeccompProfile profile) =>
        MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(Assemble(profile))).ToArray();

    public static List<SockFilter> Assemble(SeccompProfile profile)
    {
        var program = new List<SockFilter>
        {
            Load(BpfCode.ArchOffset),
            new(BpfCode.JumpEqual, Jt: 3, Jf: 0, SeccompProfile.ArchX8664),
            new(BpfCode.JumpEqual, Jt: 0, Jf: 1, SeccompProfile.ArchI386),
            Return(SeccompProfile.ClosedAbi),
            Return(SeccompAction.KillProcess),
            Load(BpfCode.NumberOffset),
            new(BpfCode.JumpGreaterOrEqual, Jt: 0, Jf: 1, SeccompProfile.X32Bit),
            Return(SeccompProfile.ClosedAbi),
        };
        program.AddRange(Tree(CollectionsMarshal.AsSpan(Ranges(profile))));
        return program.Count <= MostInstructions
            ? program
            : throw new InvalidOperationException(
                $"The seccomp profile {profile.Name} needs {program.Count} instructions; the kernel takes {MostInstructions}.");
    }

    private static List<(uint Start, SyscallRule Rule)> Ranges(SeccompProfile profile)
    {
        var ranges = new List<(uint Start, SyscallRule Rule)>();
        var unknown = new SyscallRule(SeccompProfile.Unknown);
        var last = profile.Rules.Count == 0 ? -1 : profile.Rules.Keys.Max();
        for (var number = 0; number <= last + 1; number++)
        {
            var rule = profile.Rules.GetValueOrDefault(number, unknown);
            if (ranges.Count == 0 || !AreAlike(ranges[^1].Rule, rule))
                ranges.Add(((uint)number, rule));
        }
        return ranges;
    }

    private static bool AreAlike(SyscallRule one, SyscallRule other) =>
        ReferenceEquals(one, other) || (one.IsSimple && other.IsSimple && one.Otherwise == other.Otherwise);

    private static List<SockFilter> Tree(ReadOnlySpan<(uint Start, SyscallRule Rule)> ranges)
    {
        if (ranges.Length == 1)
            return Leaf(ranges[0].Rule);
        var middle = ranges.Length / 2;
        var below = Tree(ranges[..middle]);
        var above = Tree(ranges[middle..]);
        var program = new List<SockFilter>(below.Count + above.Count + 2);
        // A conditional jump reaches 255 instructions; beyond that it jumps to a far jump.
        if (below.Count <= byte.MaxValue)
        {
            program.Add(new SockFilter(BpfCode.JumpGreaterOrEqual, Jt: (byte)below.Count, Jf: 0, ranges[middle].Start));
        }
        else
        {
            program.Add(new SockFilter(BpfCode.JumpGreaterOrEqual, Jt: 0, Jf: 1, ranges[middle].Start));
            program.Add(new SockFilter(BpfCode.JumpAlways, 0, 0, (uint)below.Count));
        }
        program.AddRange(below);
        program.AddRange(above);
        return program;
    }

    private static List<SockFilter> Leaf(SyscallRule rule)
    {
        var program = new List<SockFilter>();
        (int Argument, uint Mask)? loaded = null;
        foreach (var test in rule.Cases)
        {
            if (loaded != (test.Argument, test.Mask))
            {
                program.Add(Load(BpfCode.ArgumentOffset(test.Argument)));
                if (test.Mask != uint.MaxValue)
                    program.Add(new SockFilter(BpfCode.And, 0, 0, test.Mask));
                loaded = (test.Argument, test.Mask);
            }
            program.Add(new SockFilter(BpfCode.JumpEqual, Jt: 0, Jf: 1, test.Value));
            program.Add(Return(test.Action));
        }
        program.Add(Return(rule.Otherwise));
        return program;
    }

    private static SockFilter Load(uint offset) => new(BpfCode.LoadWord, 0, 0, offset);

    private static SockFilter Return(SeccompAction action) => new(BpfCode.Return, 0, 0, action.Value);
}
