using System.Runtime.InteropServices;
using Orchestrator.Kernel;
using Orchestrator.LaunchPlan.Wire;

namespace Orchestrator.Isolation.Launching;

/// <summary>An answer: its kind and body, and for Started the process.</summary>
internal sealed record LauncherReply(MessageKind Kind, ReadOnlyMemory<byte> Body, StartedProcess? Process)
{
    /// <summary>What came with it besides a pidfd; whoever asked closes them.</summary>
    public IReadOnlyList<Descriptor> Descriptors { get; init; } = [];

    public T Read<T>() where T : unmanaged => MemoryMarshal.Read<T>(Body.Span);
}
