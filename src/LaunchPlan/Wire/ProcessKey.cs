using System.Runtime.InteropServices;

namespace Orchestrator.LaunchPlan.Wire;

/// <summary>Names a process that the launcher started: (container id, attempt), or (exec id, 0).</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct ProcessKey
{
    public Guid Id;
    public int Attempt;
    private readonly uint _padding;

    public ProcessKey(Guid id, int attempt)
    {
        Id = id;
        Attempt = attempt;
    }
}
