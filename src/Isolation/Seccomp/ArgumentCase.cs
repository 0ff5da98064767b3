namespace Orchestrator.Isolation.Seccomp;

/// <summary>
/// One test of an argument's lower 32 bits. All arguments filtered here are 32 bits wide to the kernel, so that the
/// upper half must not decide anything: a filter that compared 64 bits could be passed by setting a bit that the
/// kernel ignores (as CVE-2019-10063 did with TIOCSTI).
/// </summary>
internal sealed record ArgumentCase(int Argument, uint Mask, uint Value, SeccompAction Action);
