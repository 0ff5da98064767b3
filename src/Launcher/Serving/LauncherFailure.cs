using Orchestrator.Launcher.Child;
using Orchestrator.LaunchPlan.Wire;

namespace Orchestrator.Launcher.Serving;

/// <summary>Why a launch did not happen, before it becomes a message.</summary>
internal sealed record LauncherFailure(FailureReason Reason, string Step, Call Call, int Errno, int ExitCode, int Detail);
