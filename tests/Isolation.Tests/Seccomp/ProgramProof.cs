using Orchestrator.Isolation.Seccomp;
using Orchestrator.Isolation.Seccomp.Bpf;

namespace Orchestrator.Isolation.Tests.Seccomp;

/// <summary>Runs a program against the meaning of its profile for every call there could be.</summary>
internal static class ProgramProof
{
    public static readonly uint[] Architectures =
        [SeccompAbi.X8664.Arch, SeccompAbi.I386.Arch, SeccompAbi.Arm64.Arch, 0x4000_0028, 0xC000_003D, 0];

    /// <summary>0 to 2048 with and without the x32 bit, both ends of the signs, and what lies about them.</summary>
    public static IEnumerable<uint> Numbers()
    {
        for (var number = 0u; number <= 2048; number++)
        {
            yield return number;
            yield return number | SeccompAbi.X32Bit;
            yield return number | 0x8000_0000;
            yield return number | 0xC000_0000;
            yield return uint.MaxValue - number;
        }
    }

    public static void Check(SeccompProfile profile, Random random)
    {
        var program = SeccompCompiler.Assemble(profile);
        foreach (var arch in Architectures)
        {
            foreach (var number in Numbers())
            {
                foreach (var arguments in ArgumentSets(profile, arch, number, random))
                {
                    var expected = profile.Decide(arch, number, arguments).Action.Value;
                    var found = BpfInterpreter.Run(program, arch, number, arguments);
                    if (found != expected)
                        found.ShouldBe(expected, $"arch {arch:x} number {number:x} arguments {string.Join(' ', arguments.Select(a => $"{a:x}"))}");
                }
            }
        }
    }

    /// <summary>For a rule with conditions many, about the values that it compares with; else one.</summary>
    public static IEnumerable<ulong[]> ArgumentSets(SeccompProfile profile, uint arch, uint number, Random random)
    {
        yield return new ulong[6];
        var rule = Rule(profile, arch, number);
        if (rule is null || rule.IsSimple)
            yield break;
        var tests = rule.Cases.SelectMany(one => one.Tests).ToArray();
        for (var i = 0; i < 24; i++)
        {
            var arguments = new ulong[6];
            for (var argument = 0; argument < 6; argument++)
                arguments[argument] = Near(random, [.. tests.Where(test => test.Argument == argument)]);
            yield return arguments;
        }
    }

    private static SyscallRule? Rule(SeccompProfile profile, uint arch, uint number) =>
        profile.Open.Values.Select(rules => rules.Abi.Arch != arch ? null
            : rules.Abi != SeccompAbi.X32 ? rules.Find(number)
            : number >= SeccompAbi.X32Bit ? rules.Find(number - SeccompAbi.X32Bit) : null)
            .FirstOrDefault(rule => rule is { IsSimple: false });

    private static ulong Near(Random random, ArgumentTest[] tests)
    {
        if (tests.Length == 0 || random.Next(8) == 0)
            return (ulong)random.NextInt64(long.MinValue, long.MaxValue);
        var test = tests[random.Next(tests.Length)];
        return random.Next(7) switch
        {
            0 => test.Value,
            1 => test.Value + 1,
            2 => test.Value - 1,
            3 => test.Value ^ 1UL << random.Next(64),
            4 => test.Value | ~test.Mask,
            5 => test.Value | 0xFFFF_FFFF_0000_0000,
            _ => test.Value & test.Mask,
        };
    }
}
