namespace Orchestrator.Kernel;

/// <summary>A system call failed: which one, with which errno, and what it was meant to do.</summary>
public sealed class SystemCallException(string call, int errno, string tried)
    : IOException($"{tried}: {call}: {Errno.Name(errno)} ({Errno.Describe(errno)})")
{
    public string Call { get; } = call;

    public int Number { get; } = errno;

    public string Tried { get; } = tried;
}
