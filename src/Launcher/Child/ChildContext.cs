using Orchestrator.LaunchPlan;

namespace Orchestrator.Launcher.Child;

/// <summary>
/// All that a child knows, in native memory and filled in before clone. SAFETY of every pointer: the launcher maps
/// plan and page before clone and unmaps them only in its own copy of the address space.
/// </summary>
internal unsafe struct ChildContext
{
    public PlanView Plan;
    public LaunchPage* Page;

    /// <summary>Descriptor numbers of the plan's slots.</summary>
    public int* Slots;

    public byte** Argv;
    public byte** Envp;

    /// <summary>Write end of the status pipe; close-on-exec, so its end tells the launcher of a successful execve.</summary>
    public int Status;

    /// <summary>pidfd of the container to join, else -1.</summary>
    public int Target;

    /// <summary>Descriptors from here on belong to the launcher's other work and are never copied into the child.</summary>
    public uint FirstForeign;

    /// <summary>Longest wait for the go word in seconds: the launcher may be gone.</summary>
    public long WaitSeconds;

    /// <summary>The new file system that ops with PlanOpFlags.InBase name things in.</summary>
    public int BaseFd;

    /// <summary>An own file of /proc, kept open for <see cref="PlanOpKind.WriteAttribute"/>; else -1.</summary>
    public int AttributeFd;

    /// <summary>The slave of the console's pty, else -1.</summary>
    public int TerminalFd;

    public int NullFd;
    public int EmptyFd;

    /// <summary>A detached procfs for writing kernel parameters.</summary>
    public int ProcFd;
}
