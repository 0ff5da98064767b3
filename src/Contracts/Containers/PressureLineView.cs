namespace Orchestrator.Contracts.Containers;

/// <summary>One line of the kernel's pressure stall information.</summary>
public sealed record PressureLineView(double Avg10, double Avg60, double Avg300, long TotalUsec);
