namespace Orchestrator.Isolation.Cgroups.Devices;

/// <summary>
/// A policy as a program of eBPF (Documentation/bpf/standardization/instruction-set.rst) over struct bpf_cgroup_dev_ctx:
/// kind and access in one word, major, minor. The first exception that fits decides, else the default.
/// </summary>
internal static class DeviceProgram
{
    private const byte LoadWord = 0x61, Move = 0xBF, MoveValue = 0xB7, AndValue = 0x54, ShiftRight = 0x74;
    private const byte JumpUnequal = 0x55, JumpEqual = 0x15, Exit = 0x95;
    private const byte Result = 0, Context = 1, Kind = 2, Access = 3, Major = 4, Minor = 5, Scratch = 6;

    public static ulong[] Assemble(DevicePolicy policy)
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
        foreach (var exception in policy.Exceptions)
        {
            // Each test jumps past the two instructions that decide, and past the tests between.
            List<Func<short, ulong>> tests = [past => Instruction(JumpUnequal, Kind, 0, past, (int)exception.Kind)];
            if (exception.Major is { } major)
                tests.Add(past => Instruction(JumpUnequal, Major, 0, past, major));
            if (exception.Minor is { } minor)
                tests.Add(past => Instruction(JumpUnequal, Minor, 0, past, minor));
            if (exception.Access != DeviceAccess.All)
            {
                // Allowed: no access beyond the exception's. Refused: any of the exception's.
                var bits = policy.AllowsOthers ? exception.Access : DeviceAccess.All & ~exception.Access;
                tests.Add(_ => Instruction(Move, Scratch, Access, 0, 0));
                tests.Add(_ => Instruction(AndValue, Scratch, 0, 0, (int)bits));
                tests.Add(past => Instruction(policy.AllowsOthers ? JumpEqual : JumpUnequal, Scratch, 0, past, 0));
            }
            for (var i = 0; i < tests.Count; i++)
                program.Add(tests[i]((short)(tests.Count - i - 1 + 2)));
            Decide(program, !policy.AllowsOthers);
        }
        Decide(program, policy.AllowsOthers);
        return [.. program];
    }

    private static void Decide(List<ulong> program, bool allow)
    {
        program.Add(Instruction(MoveValue, Result, 0, 0, allow ? 1 : 0));
        program.Add(Instruction(Exit, 0, 0, 0, 0));
    }

    private static ulong Instruction(byte code, byte destination, byte source, short offset, int value) =>
        code | (ulong)(destination | source << 4) << 8 | (ulong)(ushort)offset << 16 | (ulong)(uint)value << 32;
}
