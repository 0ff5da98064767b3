using Orchestrator.Actors.Model;

namespace Orchestrator.Actors.Containers;

/// <summary>Why the engine itself does something, for the audit.</summary>
internal static class Causes
{
    public static string Of(Order order) => order switch
    {
        Order.Ended => "its init ended",
        Order.StopOverdue => "it did not end within its stop time",
        Order.DeadlinePassed => "its run time is over",
        Order.RestartDue => "restart policy",
        Order.KillOverdue => "SIGKILL has not ended it",
        Order.StoreDone or Order.StoreFailed => "its files",
        Order.HealthFound => "its healthcheck",
        Order.LeaseOver => "the time of its freeze is over",
        Order.FreezeDone or Order.ThawDone => "the kernel says so",
        Order.FreezeFailed or Order.ThawFailed => "the kernel did not follow",
        _ => "launcher",
    };
}
