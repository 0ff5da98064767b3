using System.Runtime.CompilerServices;
using System.Text;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Kernel;
using Orchestrator.LaunchPlan.Wire;

namespace Orchestrator.Isolation.Launching;

/// <summary>Words for a launch that failed.</summary>
internal static class LauncherFailures
{
    public static LaunchFailure Explain(LauncherReply reply)
    {
        var body = reply.Read<FailedBody>();
        var names = Encoding.UTF8.GetString(reply.Body.Span[Unsafe.SizeOf<FailedBody>()..]).Split('\0');
        var step = names[0];
        var call = names.Length > 1 ? names[1] : null;
        var message = body.Reason switch
        {
            FailureReason.Step => $"{step} failed{(call is null ? "" : $" in {call}")}: {Errno.Describe(body.Errno)} ({Errno.Name(body.Errno)})",
            FailureReason.DamagedPlan => $"The launcher refused to act: {step}. It is of another version than this daemon, as when the daemon was "
                + "replaced while containers lived, and does not know what is asked. They go on; once they have ended, "
                + "'orch daemon --stop --with-containers' ends the launcher too, and the next start brings the new one.",
            FailureReason.TimedOut => $"The program was not entered in time; the launch was stuck in: {step}",
            FailureReason.Killed => $"The process was ended by signal {body.Detail} during: {step}",
            FailureReason.AlreadyOver => "This attempt was started before and has ended.",
            FailureReason.NoSuchContainer => "The container is not running.",
            _ => step,
        };
        return new LaunchFailure(step, body.Errno, message, body.ExitCode);
    }
}
