using Orchestrator.Isolation.Seccomp.Explaining;

namespace Orchestrator.Cli.Verbs.Isolation.Seccomp;

/// <summary>What happens to a call, and which line of the profile decides; line 0 is not written in it.</summary>
internal sealed record SeccompAnswer(string Syscall, string Abi, int? Number, string When, string Action, int Line, string DecidedBy)
{
    public static SeccompAnswer Of(ExplainedCall call) => new(
        call.Name, call.Abi.Name, call.Number, call.When, call.Verdict.Action.ToString(), call.Verdict.Place.Line, call.Verdict.Place.Text);
}
