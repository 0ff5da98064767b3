using Orchestrator.Actors.Events;

namespace Orchestrator.Actors.Pressure;

/// <summary>One decision, about one or several containers.</summary>
internal sealed record PressureStep(PressureAction Action, PressureKind Kind, double StallPercent, IReadOnlyList<PressureMember> Members, string Why);
