using System.Text;
using Orchestrator.Kernel.Faults;
using Orchestrator.Kernel.Raw;
using Orchestrator.LaunchPlan;
using Orchestrator.LaunchPlan.Wire;
using Orchestrator.Launcher.Child;

namespace Orchestrator.Launcher.Serving;

/// <summary>Words for what did not start.</summary>
internal sealed unsafe partial class ProcessService
{
    private static LauncherFailure Explain(LaunchInProgress launch, in ExitedBody exit)
    {
        if (launch.OwnFailure is { } own)
            return own;
        var page = launch.Page;
        var plan = launch.Plan;
        var count = (int)plan.Header->OpCount;
        string Name(int op) => op >= 0 && op < count ? StepNames.Of(plan, plan.Ops + op) : "begin the launch";
        if (page->FailedErrno != 0)
        {
            var exec = page->FailedOp >= 0 && page->FailedOp < count && plan.Ops[page->FailedOp].Kind == PlanOpKind.Exec;
            // ENOENT and ENOTDIR: there is no such program; anything else: it cannot be invoked.
            var code = !exec || page->FailedCall != Call.execve ? 125 : page->FailedErrno is 2 or 20 ? 127 : 126;
            return new(FailureReason.Step, Name(page->FailedOp), page->FailedCall, page->FailedErrno, code, 0);
        }
        return launch.TimedOut
            ? new(FailureReason.TimedOut, Name(page->Stage), Call.none, 110, 125, 0)
            : new(FailureReason.Killed, Name(page->Stage), Call.none, 0, 125, exit.Status);
    }

    private void Refuse(ulong request, ProcessKey key, LauncherFailure failure)
    {
        FailedBody body = default;
        body.Key = key;
        body.Reason = failure.Reason;
        body.Errno = failure.Errno;
        body.ExitCode = failure.ExitCode;
        body.Detail = failure.Detail;
        var tail = new byte[WireProtocol.MaxStep];
        Encoding.UTF8.TryGetBytes(failure.Step.AsSpan(0, Math.Min(failure.Step.Length, 140)), tail, out var length);
        if (failure.Call != Call.none)
        {
            tail[length++] = 0;
            length += Encoding.UTF8.GetBytes(failure.Call.ToString(), tail.AsSpan(length));
        }
        Daemon?.Send(MessageKind.Failed, request, body, tail.AsSpan(0, length));
    }
}
