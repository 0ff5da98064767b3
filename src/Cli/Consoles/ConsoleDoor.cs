using Orchestrator.Client.Execs;
using Orchestrator.Consoles;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Consoles;

/// <summary>
/// Asks the daemon for a connection to the process that holds a container's console. From then on nothing of it passes through
/// the daemon, whose end it outlives.
/// </summary>
internal static class ConsoleDoor
{
    /// <summary>Opens a container's console and joins it: from its beginning, or what it shows from now on.</summary>
    public static (ConsoleConnection? Connection, Problem? Problem) Join(Invocation call, ContainerView view, bool fromStart)
    {
        var (connection, problem) = Open(call, fromStart ? view.Id.ToString() : view.Name, fromStart ? view.Attempt : null);
        if (connection is null)
            return (null, problem);
        connection.Attach(0, fromStart);
        if (connection.Answer(new byte[ConsoleMessage.Most], out _) is not { } refusal)
            return (connection, null);
        connection.Dispose();
        return (null, new Problem { Title = refusal, Status = 409, ExitCode = 125 });
    }

    /// <param name="attempt">The attempt that is known to have begun: its last words are given though it may have ended since.</param>
    public static (ConsoleConnection? Connection, Problem? Problem) Open(Invocation call, string container, int? attempt = null)
    {
        var (console, problem) = ExecConnection.OpenConsole(call.Place.ExecSocket, container, attempt);
        return (console is null ? null : new ConsoleConnection(console), problem);
    }
}
