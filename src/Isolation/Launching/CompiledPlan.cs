using System.Runtime.InteropServices;

namespace Orchestrator.Isolation.Launching;

/// <summary>A plan and the descriptors of its slots, in slot order.</summary>
public sealed record CompiledPlan(byte[] Bytes, IReadOnlyList<SafeHandle> Slots);
