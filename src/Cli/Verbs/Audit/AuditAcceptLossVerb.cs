using Orchestrator.Cli.Daemons;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts;

namespace Orchestrator.Cli.Verbs.Audit;

internal sealed class AuditAcceptLossVerb : Verb
{
    public override string Name => "audit accept-loss";

    public override string Summary => "Let the daemon start on a journal that was put back to an older state; it is recorded";

    public override async Task<int> RunAsync(Invocation call)
    {
        if (DaemonTool.HasDaemon(call))
            return call.Report(new Problem
            {
                Title = "A daemon runs on this journal",
                Detail = "What it noted of the journal's end fits, or it would not have started.",
                Next = "Nothing is to be accepted. To put back an older journal, end the daemon first: orch daemon --stop",
            });
        var user = call.Surroundings.Environment.GetValueOrDefault("SUDO_USER") ?? Environment.UserName;
        var (loss, exitCode) = await DaemonTool.RunAsync(
            call, JsonText.Line.AuditLossView, "audit", "accept-loss", "--by", user);
        if (loss is null)
            return exitCode;
        call.Out.Write(loss.Seq is { } seq
            ? $"accepted: the journal need no longer reach record {seq} ({loss.Hash})\n"
            : "accepted: the journal may end where it ends\n");
        return 0;
    }
}
