namespace Orchestrator.Isolation.Seccomp;

/// <summary>A profile whose program has more instructions than the kernel takes (BPF_MAXINSNS).</summary>
internal sealed class SeccompTooLargeException(string profile, int instructions, int most) : Exception(
    $"The seccomp profile {profile} needs {instructions} instructions; the kernel takes {most}. "
    + "Use fewer rules with conditions, or open fewer architectures.");
