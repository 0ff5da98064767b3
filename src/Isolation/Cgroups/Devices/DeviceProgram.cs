namespace Orchestrator.Isolation.Cgroups.Devices;

/// <summary>
/// Rules as a program of eBPF (Documentation/bpf/standardization/instruction-set.rst) over struct bpf_cgroup_dev_ctx:
/// kind and access in one word, major, minor. The first rule that fits allows, and none refuses.
/// </summary>
internal static class DeviceProgram
{
    private const byte LoadWord = 0x61, Move = 0xBF, MoveValue = 0xB7, AndValue = 0x54, ShiftRight = 0x74, JumpUnequal = 0x55, Exit = 0x95;
    private const byte Result = 0, Context = 1, Kind = 2, Access = 3, Major = 4, Minor = 5, Scratch = 6;

    public static ulong[] Assemble(IReadOnlyList<DeviceRule> rules)
    {
        List<ulong> program =
        [
            Instruction(LoadWord, Kind, Context, 0, 0),
            Instruction(Move, Access, Kind, 0, 0),
            Instruction(ShiftRight, Access, 0, 0, 16),
            Instruction(AndValue, Kind, 0, 0, 0xFFFF),
            Instruction(LoadWord, Major, Context, 4, 0),
            Instruction(LoadWord, Minor, Context, 8, 0),
        ];
        foreach (var rule in rules)
        {
            // Each test jumps past the two instructions that allow, and past the tests between.
            List<Func<short, ulong>> tests =
            [
                past => Instruction(JumpUnequal, Kind, 0, past, (int)rule.Kind),
                past => Instruction(JumpUnequal, Major, 0, past, rule.Major),
            ];
            if (rule.Minor is { } minor)
                tests.Add(past => Instruction(JumpUnequal, Minor, 0, past, minor));
            if (rule.Access != DeviceAccess.All)
            {
                tests.Add(_ => Instruction(Move, Scratch, Access, 0, 0));
                tests.Add(_ => Instruction(AndValue, Scratch, 0, 0, (int)(DeviceAccess.All & ~rule.Access)));
                tests.Add(past => Instruction(JumpUnequal, Scratch, 0, past, 0));
            }
            for (var i = 0; i < tests.Count; i++)
                program.Add(tests[i]((short)(tests.Count - i - 1 + 2)));
            program.Add(Instruction(MoveValue, Result, 0, 0, 1));
            program.Add(Instruction(Exit, 0, 0, 0, 0));
        }
        program.Add(Instruction(MoveValue, Result, 0, 0, 0));
        program.Add(Instruction(Exit, 0, 0, 0, 0));
        return [.. program];
    }

    private static ulong Instruction(byte code, byte destination, byte source, short offset, int value) =>
        code | (ulong)(destination | source << 4) << 8 | (ulong)(ushort)offset << 16 | (ulong)(uint)value << 32;
}
