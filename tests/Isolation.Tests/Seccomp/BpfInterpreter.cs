using Orchestrator.Isolation.Seccomp.Bpf;

namespace Orchestrator.Isolation.Tests.Seccomp;

/// <summary>Runs a classic BPF program over seccomp_data as the kernel does (Documentation/networking/filter.rst).</summary>
internal static class BpfInterpreter
{
    public static uint Run(IReadOnlyList<SockFilter> program, uint arch, uint number, ReadOnlySpan<ulong> arguments)
    {
        uint accumulator = 0;
        for (var at = 0; ; at++)
        {
            var step = program[at];
            switch (step.Code)
            {
                case 0x20: // BPF_LD | BPF_W | BPF_ABS
                    accumulator = Load(step.K, arch, number, arguments);
                    break;
                case 0x54: // BPF_ALU | BPF_AND | BPF_K
                    accumulator &= step.K;
                    break;
                case 0x05: // BPF_JMP | BPF_JA
                    at += (int)step.K;
                    break;
                case 0x15: // BPF_JMP | BPF_JEQ | BPF_K
                    at += accumulator == step.K ? step.Jt : step.Jf;
                    break;
                case 0x25: // BPF_JMP | BPF_JGT | BPF_K
                    at += accumulator > step.K ? step.Jt : step.Jf;
                    break;
                case 0x35: // BPF_JMP | BPF_JGE | BPF_K
                    at += accumulator >= step.K ? step.Jt : step.Jf;
                    break;
                case 0x45: // BPF_JMP | BPF_JSET | BPF_K
                    at += (accumulator & step.K) != 0 ? step.Jt : step.Jf;
                    break;
                case 0x06: // BPF_RET | BPF_K
                    return step.K;
                default:
                    throw new InvalidOperationException($"Instruction {at} has the unknown code 0x{step.Code:x}");
            }
        }
    }

    private static uint Load(uint offset, uint arch, uint number, ReadOnlySpan<ulong> arguments) => offset switch
    {
        0 => number,
        4 => arch,
        >= 16 and < 64 when offset % 4 == 0 =>
            (uint)(arguments[(int)(offset - 16) / 8] >> (offset % 8 == 0 ? 0 : 32)),
        _ => throw new InvalidOperationException($"Load from offset {offset}"),
    };
}
