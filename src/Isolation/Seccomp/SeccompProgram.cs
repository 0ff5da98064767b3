namespace Orchestrator.Isolation.Seccomp;

/// <summary>A program ready to be loaded: the bytes of sock_filter[] and the flags of seccomp(2).</summary>
internal sealed record SeccompProgram(ReadOnlyMemory<byte> Code, uint Flags);
