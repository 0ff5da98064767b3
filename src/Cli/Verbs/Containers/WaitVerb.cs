using System.Globalization;
using Orchestrator.Cli.Daemons;
using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Verbs.Containers;

internal sealed class WaitVerb : Verb
{
    private static readonly Option Condition = new("--condition", null, "WHAT", "stopped (default), next-exit, running or removed")
    {
        Choices = ["stopped", "next-exit", "running", "removed"],
    };

    public override string Name => "wait";

    public override string Summary => "Wait for containers to end, and print their exit codes";

    public override string Operands => "CONTAINER...";

    public override int MinOperands => 1;

    public override int MaxOperands => int.MaxValue;

    public override IReadOnlyList<Option> Options { get; } = [Condition, GlobalOptions.Timeout];

    public override async Task<int> RunAsync(Invocation call)
    {
        var condition = call.Arguments.Get(Condition) ?? "stopped";
        using var limit = TimeLimit.Of(call);
        var daemon = await call.DaemonAsync();
        var code = 0;
        try
        {
            foreach (var name in call.Operands)
            {
                var (view, problem) = await WaitAsync(call, daemon, name, condition, limit.Token);
                if (view is null)
                    code = call.Report(problem!);
                else if (condition is "stopped" or "next-exit")
                    call.Out.WriteLine(ExitCodes.Of(view.Exit).ToString(CultureInfo.InvariantCulture));
                else
                    call.Out.WriteLine(view.Name);
            }
        }
        catch (OperationCanceledException) when (limit.HasPassed)
        {
            call.Note($"orch: not all are {condition} within the time limit");
            return ExitCodes.TimedOut;
        }
        return code;
    }

    // A daemon that restarts meanwhile does not end the wait.
    private static async Task<ApiResult<ContainerView>> WaitAsync(
        Invocation call, OrchClient daemon, string name, string condition, CancellationToken cancel)
    {
        while (true)
        {
            var result = await daemon.Containers.WaitAsync(name, condition, cancel);
            if (result.Problem is not { } problem || !Problems.IsUnreachable(problem))
                return result;
            await DaemonReturn.WaitAsync(call);
        }
    }
}
