using System.Text.Json.Serialization;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Events;

/// <summary>What an init asked for by reboot(2).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SystemEnd>))]
public enum SystemEnd
{
    /// <summary>To be halted or powered off.</summary>
    Halt,

    /// <summary>To be started again.</summary>
    Reboot,
}

/// <summary>How reboot(2) is seen from outside of a pid namespace.</summary>
internal static class SystemEnds
{
    private const int Hangup = 1, Interrupt = 2;

    /// <summary>
    /// The kernel ends the init of a pid namespace by SIGHUP for a restart and by SIGINT for a halt (reboot(2)). Nothing else
    /// ends one that way: signals that it has no handler for do not reach it (pid_namespaces(7)). Below our own PID 1 the
    /// payload is none.
    /// </summary>
    public static SystemEnd? Of(ContainerSpec spec, ExitStatus status) => spec.Init || !spec.Namespaces.IsOwn("pid") ? null
        : status.Signal switch
        {
            Hangup => SystemEnd.Reboot,
            Interrupt => SystemEnd.Halt,
            _ => null,
        };
}
