using System.Text;
using Orchestrator.Isolation.Seccomp;

namespace Orchestrator.Isolation.Tests.Seccomp;

/// <summary>
/// A random OCI profile, as text and as rules. A call has conditions once: of two such rules libseccomp 2.5.4 can lose
/// the second (arg0 &gt; 2739313908, then arg0 &gt; 55 and more: the value 2739313908 came to the default).
/// </summary>
internal sealed class GeneratedProfile
{
    private static readonly (string Text, SeccompAction Action)[] Actions =
    [
        ("SCMP_ACT_ALLOW", SeccompAction.Allow), ("SCMP_ACT_KILL", SeccompAction.KillThread),
        ("SCMP_ACT_KILL_PROCESS", SeccompAction.KillProcess), ("SCMP_ACT_TRAP", SeccompAction.Trap),
        ("SCMP_ACT_LOG", SeccompAction.Log), ("SCMP_ACT_ERRNO", SeccompAction.Errno(1)),
    ];

    private static readonly string[] Names =
    [
        .. new[] { SeccompAbi.X8664, SeccompAbi.I386, SeccompAbi.X32 }.SelectMany(abi => abi.Table.Numbers.Keys)
            .Concat(MultiplexedCall.Names).Distinct().Order(StringComparer.Ordinal),
    ];

    public GeneratedProfile(Random random, Func<string, bool> isKnown)
    {
        var fallback = Actions[random.Next(Actions.Length)];
        Fallback = fallback.Action;
        List<string> architectures = ["\"SCMP_ARCH_X86_64\""];
        if (random.Next(2) == 0)
            Open(SeccompAbi.I386);
        if (random.Next(2) == 0)
            Open(SeccompAbi.X32);
        void Open(SeccompAbi abi)
        {
            Abis.Add(abi);
            architectures.Add($"\"{abi.ProfileName}\"");
        }

        var text = new StringBuilder(
            $"{{\"defaultAction\": \"{fallback.Text}\", \"architectures\": [{string.Join(", ", architectures)}], \"syscalls\": [");
        var count = random.Next(1, 120);
        for (var i = 0; i < count; i++)
        {
            var name = Names[random.Next(Names.Length)];
            if (!isKnown(name))
                continue;
            // libseccomp refuses a rule that says what the default says.
            var (action, value) = Rules.FirstOrDefault(rule => rule.Name == name) is { Name: not null } earlier
                ? Actions.First(one => one.Action == earlier.Action)
                : Actions[random.Next(Actions.Length)];
            if (value == Fallback)
                continue;
            var isMultiplexed = MultiplexedCall.Names.Contains(name) || name is "ipc" or "socketcall";
            var tests = isMultiplexed || Rules.Any(rule => rule.Name == name && rule.Tests.Count > 0) || random.Next(3) > 0 ? [] : Tests(random);
            text.Append(Rules.Count == 0 ? "\n" : ",\n")
                .Append($"{{\"names\": [\"{name}\"], \"action\": \"{action}\", \"args\": [{string.Join(", ", tests.Select(Write))}]}}");
            Rules.Add((name, value, tests));
        }
        Text = text.Append("\n]}").ToString();
    }

    public string Text { get; }

    public SeccompAction Fallback { get; }

    public List<SeccompAbi> Abis { get; } = [SeccompAbi.X8664];

    public List<(string Name, SeccompAction Action, IReadOnlyList<ArgumentTest> Tests)> Rules { get; } = [];

    private static List<ArgumentTest> Tests(Random random)
    {
        var tests = new List<ArgumentTest>();
        foreach (var argument in Enumerable.Range(0, 6).Where(_ => random.Next(4) == 0))
        {
            var value = random.Next(4) switch
            {
                0 => (ulong)random.Next(0, 64),
                1 => 0UL,
                2 => uint.MaxValue,
                _ => (ulong)random.NextInt64(0, 1L << 32),
            };
            tests.Add(random.Next(4) == 0
                ? Masked(argument, value, (ulong)random.NextInt64(1, 1L << 32))
                : new ArgumentTest(argument, (Comparison)random.Next(6), value));
        }
        return tests;
    }

    private static ArgumentTest Masked(int argument, ulong value, ulong mask) => new(argument, Comparison.EQ, value & mask, mask);

    private static string Write(ArgumentTest test) => test.Mask != ulong.MaxValue
        ? $"{{\"index\": {test.Argument}, \"value\": {test.Mask}, \"valueTwo\": {test.Value}, \"op\": \"SCMP_CMP_MASKED_EQ\"}}"
        : $"{{\"index\": {test.Argument}, \"value\": {test.Value}, \"op\": \"SCMP_CMP_{test.Comparison}\"}}";
}
