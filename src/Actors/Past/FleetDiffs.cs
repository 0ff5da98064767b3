using System.Globalization;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.History;
using Orchestrator.Actors.Model;

namespace Orchestrator.Actors.Past;

/// <summary>Compares a container at two moments. Times and usage are left out: they differ always and say little.</summary>
internal static class FleetDiffs
{
    public static ContainerMention Mention(ContainerState state) => new(state.Id, state.Name, state.Phase);

    public static IReadOnlyList<FieldChange> Of(ContainerState from, ContainerState to)
    {
        if (ReferenceEquals(from, to))
            return [];
        List<FieldChange> changes = [];
        Add("name", from.Name, to.Name);
        Add("state", State(from.Phase), State(to.Phase));
        Add("attempt", Number(from.Attempt), Number(to.Attempt));
        Add("exit", Exit(from.Exit), Exit(to.Exit));
        Add("frozenBy", from.Freeze?.By.User, to.Freeze?.By.User);
        changes.AddRange(LimitFields.Changes(from.Spec.Resources, to.Spec.Resources));
        Add("restartAt", from.RestartAt is null ? null : "due", to.RestartAt is null ? null : "due");
        Add("removing", from.Removing ? "yes" : null, to.Removing ? "yes" : null);
        return changes;

        void Add(string what, string? was, string? now)
        {
            if (was != now)
                changes.Add(new FieldChange(what, was, now));
        }
    }

    public static IReadOnlyList<FieldChange> Of(FleetFreezeState? from, FleetFreezeState? to) =>
        from?.Phase == to?.Phase && from?.Operation == to?.Operation
            ? []
            : [new FieldChange("freeze", Text(from), Text(to))];

    private static string? Text(FleetFreezeState? freeze) => freeze is null
        ? null
        : $"{State(freeze.Phase)} by {freeze.Freeze.By.User}{(freeze.Freeze.Reason is { } reason ? $" ({reason})" : "")}";

    private static string State<T>(T phase)
        where T : struct, Enum => phase.ToString().ToUpperInvariant();

    private static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static string? Exit(ExitView? exit) => exit switch
    {
        null => null,
        { Unknown: true } => "unknown",
        { Oom: true } => "out of memory",
        { TimedOut: true } => "timed out",
        { Signal: { } signal } => $"signal {signal}",
        _ => $"code {exit.Code}",
    };
}
