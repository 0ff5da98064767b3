namespace Orchestrator.Isolation.Runtime;

/// <summary>
/// For how much of the last 10, 60 and 300 seconds tasks had to wait, in percent, and in all since the group began
/// (Documentation/accounting/psi.rst).
/// </summary>
public sealed record Pressure(double Avg10, double Avg60, double Avg300, long TotalUsec);
