namespace Orchestrator.LaunchPlan.Wire;

/// <summary>Requests of the daemon have numbers below 100, answers and notices of the launcher above.</summary>
public enum MessageKind : uint
{
    None = 0,
    Hello = 1,
    Launch = 2,
    Exec = 3,
    Signal = 4,
    Survey = 5,
    Acknowledge = 6,
    Adopt = 7,
    Shutdown = 8,
    MakeNamespaces = 9,

    HelloReply = 101,
    Started = 102,
    Failed = 103,
    SignalReply = 104,
    SurveyEntry = 105,
    SurveyEnd = 106,
    Exited = 107,
    AdoptReply = 108,
    ShutdownReply = 109,
    NamespacesMade = 110,
}
