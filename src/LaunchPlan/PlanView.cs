namespace Orchestrator.LaunchPlan;

/// <summary>
/// Reads a validated plan in native memory. Every member is pointer arithmetic only, so that a forked child may use
/// it. SAFETY: <see cref="PlanValidator.Check"/> has accepted these very bytes, and nothing writes to them since.
/// </summary>
public readonly unsafe struct PlanView(byte* plan)
{
    public PlanHeader* Header => (PlanHeader*)plan;

    public PlanOp* Ops => (PlanOp*)(plan + sizeof(PlanHeader));

    public byte* Text(uint offset) => plan + Header->TextOffset + offset;

    public byte* Data(uint offset) => plan + Header->DataOffset + offset;
}
