namespace Orchestrator.Isolation.Seccomp.Bpf;

/// <summary>The instructions in use (linux/bpf_common.h): load a word of seccomp_data, and, compare, jump, return.</summary>
internal static class BpfCode
{
    public const ushort LoadWord = 0x20;
    public const ushort And = 0x54;
    public const ushort JumpAlways = 0x05;
    public const ushort JumpEqual = 0x15;
    public const ushort JumpGreater = 0x25;
    public const ushort JumpGreaterOrEqual = 0x35;
    public const ushort Return = 0x06;

    /// <summary>Offsets in struct seccomp_data, little endian.</summary>
    public const uint NumberOffset = 0;
    public const uint ArchOffset = 4;

    public static uint LowWord(int argument) => 16 + (uint)argument * 8;

    public static uint HighWord(int argument) => LowWord(argument) + 4;
}
