using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Launching;

/// <summary>A process that the launcher started. The pidfd belongs to <see cref="LauncherConnection"/>; do not dispose it. Invalid when the process has ended.</summary>
/// <param name="Already">True when an earlier request had started it.</param>
public sealed record StartedProcess(Guid Id, int Attempt, int Pid, ulong StartTicks, Descriptor Pidfd, bool Already);
