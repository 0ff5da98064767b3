using System.Runtime.InteropServices;
using Orchestrator.LaunchPlan.Wire;

namespace Orchestrator.Isolation.Launching;

/// <summary>An answer: its kind and body, and for Started the process.</summary>
internal sealed record LauncherReply(MessageKind Kind, ReadOnlyMemory<byte> Body, StartedProcess? Process)
{
    public T Read<T>() where T : unmanaged => MemoryMarshal.Read<T>(Body.Span);
}
