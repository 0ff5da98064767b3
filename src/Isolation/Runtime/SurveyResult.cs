namespace Orchestrator.Isolation.Runtime;

public sealed record SurveyResult(Guid Id, int Attempt, SurveyVerdict Verdict, InitIdentity? Init, InitExit? Exit);
