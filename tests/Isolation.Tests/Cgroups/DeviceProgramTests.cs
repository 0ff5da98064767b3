using Orchestrator.Isolation.Cgroups.Devices;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Tests.Cgroups;

public sealed class DeviceProgramTests
{
    public static TheoryData<string> Policies => new("", "b 7:* r|c 10:229 rw|c 4:* m", "!c 1:9 w|!c 5:* rwm", "a|!b *:* w|!c 1:1 rwm|!c 10:229 m", "!a|c *:* m|c 1:3 rwm");

    [Theory]
    [MemberData(nameof(Policies))]
    public void E25_Assemble_AnyPolicy_DecidesAsTheRulesSay(string lines)
    {
        var rules = new List<DeviceRuleSpec>();
        foreach (var line in lines.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            DeviceRuleSpec.TryParse(line.TrimStart('!'), line[0] != '!', out var rule).ShouldBeTrue(line);
            rules.Add(rule!);
        }
        var policy = DevicePolicy.Of([], rules);
        var program = DeviceProgram.Assemble(policy);
        foreach (var kind in Enum.GetValues<DeviceKind>())
        {
            for (var access = DeviceAccess.Make; access <= DeviceAccess.All; access++)
            {
                foreach (var major in (int[])[0, 1, 4, 5, 7, 8, 10, 136, 137, 4095])
                {
                    foreach (var minor in (int[])[0, 1, 2, 3, 5, 9, 11, 229, 1_048_575])
                        Run(program, kind, access, major, minor).ShouldBe(policy.Allows(kind, major, minor, access), $"{kind} {major}:{minor} {access}");
                }
            }
        }
    }

    /// <summary>The few instructions of eBPF that the program has.</summary>
    private static bool Run(ulong[] program, DeviceKind kind, DeviceAccess access, int major, int minor)
    {
        var context = new[] { (ulong)((uint)access << 16 | (uint)kind), (ulong)major, (ulong)minor };
        var registers = new ulong[11];
        for (var at = 0; ; at++)
        {
            var step = program[at];
            var (destination, source) = ((int)(step >> 8 & 0xF), (int)(step >> 12 & 0xF));
            var (offset, value) = ((short)(step >> 16), (int)(step >> 32));
            switch ((byte)step)
            {
                case 0x61:
                    source.ShouldBe(1);
                    registers[destination] = context[offset / 4];
                    break;
                case 0xBF:
                    registers[destination] = registers[source];
                    break;
                case 0xB7:
                    registers[destination] = (ulong)value;
                    break;
                case 0x54:
                    registers[destination] = (uint)registers[destination] & (uint)value;
                    break;
                case 0x74:
                    registers[destination] = (uint)registers[destination] >> value;
                    break;
                case 0x55:
                    at += registers[destination] != (ulong)value ? offset : 0;
                    break;
                case 0x15:
                    at += registers[destination] == (ulong)value ? offset : 0;
                    break;
                case 0x95:
                    return registers[0] == 1;
                default:
                    throw new InvalidOperationException($"instruction {at} has the unknown code 0x{(byte)step:x}");
            }
        }
    }
}
