using Orchestrator.Actors.Messages.Containers;

namespace Orchestrator.Actors.Model;

/// <summary>From the state alone: what is to be carried on after a restart of the daemon.</summary>
internal static class Continuation
{
    /// <param name="ended">The end of its last attempt was recorded just now.</param>
    /// <param name="held">The whole fleet is frozen, or is being frozen.</param>
    public static IReadOnlyList<Continuing> Of(ContainerState state, bool ended, bool held)
    {
        List<Continuing> steps = ended ? [Continuing.CleanUp] : [];
        steps.AddRange(state.Phase switch
        {
            ContainerPhase.Starting when state.Init is null => [Continuing.Launch],
            ContainerPhase.Running when !held => [Continuing.LetRun],
            ContainerPhase.Stopping => [Continuing.SendStopSignal, Continuing.LetRun],
            ContainerPhase.Aborting => [Continuing.Kill],
            ContainerPhase.Freezing => [Continuing.Freeze],
            ContainerPhase.Frozen when state.Holds.Count > 0 => [Continuing.Freeze],
            ContainerPhase.Thawed => [Continuing.Thaw],
            ContainerPhase.Stopped when state.Removing => [Continuing.Destroy],
            _ => (IEnumerable<Continuing>)[],
        });
        if (state is { Lives: true, Updating: not null })
            steps.Add(Continuing.Update);
        if (state is { Lives: true, Plugging: not null })
            steps.Add(Continuing.Hotplug);
        if (state.Storing is not null)
            steps.Insert(0, Continuing.Store);
        return steps;
    }
}
