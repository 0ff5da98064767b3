namespace Orchestrator.LaunchPlan;

/// <summary>Why a plan was refused. The launcher sends the number; see <see cref="PlanValidator"/>.</summary>
public enum PlanProblem
{
    None,
    TooShort,
    WrongMagic,
    WrongVersion,
    WrongGeometry,
    TextTableNotTerminated,
    TooManySlots,
    UnknownFlag,
    WrongNamespaces,
    TextOutOfRange,
    DataOutOfRange,
    SlotOutOfRange,
    UnknownOp,
    OpsOutOfOrder,
    NoProgram,
    WrongOperand,
}
