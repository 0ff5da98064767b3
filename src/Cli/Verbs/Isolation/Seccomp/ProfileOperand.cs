using Orchestrator.Cli.Daemons;
using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Containers;
using Orchestrator.Client;
using Orchestrator.Client.Daemons;
using Orchestrator.Contracts;
using Orchestrator.Isolation.Capabilities;
using Orchestrator.Isolation.Seccomp;
using Orchestrator.Isolation.Seccomp.Policies;

namespace Orchestrator.Cli.Verbs.Isolation.Seccomp;

/// <summary>The PROFILE of <c>seccomp explain</c>: the default, a file, or what a container was given.</summary>
internal static class ProfileOperand
{
    /// <returns>Null: unconfined, nothing is filtered.</returns>
    public static async Task<(ISeccompPolicy? Policy, CapabilitySet Capabilities)> FindAsync(
        Invocation call, string operand, CapabilitySet given, IReadOnlyList<SeccompAbi> open)
    {
        if (operand == "default")
            return (new DefaultPolicy(open), given);
        if (operand == "unconfined")
            return (null, given);
        if (operand.Contains('/', StringComparison.Ordinal) || File.Exists(operand))
            return (Read(call, operand, PolicyFile.Read(operand)), given);
        return await OfContainerAsync(call, operand);
    }

    private static async Task<(ISeccompPolicy? Policy, CapabilitySet Capabilities)> OfContainerAsync(Invocation call, string name)
    {
        // Nothing that a daemon would have to be started for: it could only say that there is no such container.
        if (!DaemonProbe.Answers(call.Place.Socket))
        {
            throw new ProblemException(new Problem
            {
                Title = $"There is no profile '{name}'",
                Detail = $"It is no file here, and no daemon answers at {call.Place.Socket} that could have a container of that name.",
                Next = "Give default, a file (an OCI profile or an LXC policy), or the name of a container.",
                ExitCode = ExitCodes.NotFound,
            });
        }
        using var daemon = new OrchClient(call.Place.Socket);
        var view = Invocation.Take(await daemon.Containers.SeccompAsync(name, call.Cancel));
        CapabilitySet.TryResolve(view.Capabilities, ["ALL"], out var held, out _);
        if (view.Policy is { } text)
            return (Read(call, view.Profile, text), held);
        return view.Profile == "unconfined"
            ? (null, held)
            : (new DefaultPolicy([.. SeccompMachine.Here.Abis.Where(abi => view.Abis.Contains(abi.Name))]), held);
    }

    private static ISeccompPolicy Read(Invocation call, string name, string text)
    {
        var reading = PolicyReader.Read(name, text);
        foreach (var warning in reading.Warnings)
            call.Note($"orch: {name}: {warning}");
        return reading.Policy ?? throw new UsageException(
            $"{name} is no policy that can be carried out:\n  " + string.Join("\n  ", reading.Errors));
    }
}
