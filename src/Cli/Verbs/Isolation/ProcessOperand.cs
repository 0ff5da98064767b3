using System.Globalization;
using Orchestrator.Cli.Daemons;
using Orchestrator.Client;
using Orchestrator.Client.Daemons;
using Orchestrator.Contracts;

namespace Orchestrator.Cli.Verbs.Isolation;

/// <summary>A pid, or a container whose init is meant.</summary>
internal static class ProcessOperand
{
    /// <summary>The words of a command, which users set apart by two dashes.</summary>
    public static IReadOnlyList<string> Command(IEnumerable<string> words)
    {
        string[] command = [.. words];
        return command is ["--", .. var rest] ? rest : command;
    }

    public static async Task<int> FindAsync(Invocation call, string operand)
    {
        if (int.TryParse(operand, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pid > 0)
            return pid;
        if (!DaemonProbe.Answers(call.Place.Socket))
        {
            throw new ProblemException(new Problem
            {
                Title = $"'{operand}' is not known here",
                Detail = $"It is no pid, and no daemon answers at {call.Place.Socket} that could have a container of that name.",
                Next = "Give a pid, or the name of a running container.",
                ExitCode = ExitCodes.NotFound,
            });
        }
        using var daemon = new OrchClient(call.Place.Socket);
        var view = Invocation.Take(await daemon.Containers.GetAsync(operand, call.Cancel));
        return view.Pid ?? throw new ProblemException(new Problem
        {
            Title = $"The container {operand} does not run",
            Detail = $"Its state is {view.State}: there is no process to look at.",
            Next = $"orch start {operand}",
            ExitCode = ExitCodes.Engine,
        });
    }
}
