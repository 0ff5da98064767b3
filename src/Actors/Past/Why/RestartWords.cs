using Orchestrator.Actors.Model;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Past.Why;

/// <summary>Why a stopped container is not started again, or when it is.</summary>
internal static class RestartWords
{
    /// <summary>Null where there is nothing to say: no policy.</summary>
    /// <param name="startFailed">The last attempt never ran.</param>
    public static string? Of(ContainerState state, bool startFailed)
    {
        RestartPolicy policy = state.Spec.Restart;
        if (state.RestartAt is { } due)
            return $"its restart policy ({Name(policy)}) starts it again at {Words.Time(due)}";
        if (state.Job is { } job)
            return $"whether it runs again is for its batch {job.Batch} to decide";
        if (policy.Mode == RestartMode.No)
            return null;
        string not = $"its restart policy ({Name(policy)}) does not start it again: ";
        if (state.Dismissed)
            return not + "somebody stopped it";
        if (startFailed && state.Restarts == 0)
            return not + "a start that somebody asked for and that fails is theirs to mend";
        if (policy.Mode == RestartMode.OnFailure && state.Exit is { Success: true })
            return not + "it did not fail";
        return policy is { Mode: RestartMode.OnFailure, MaxRetries: > 0 } && state.Restarts >= policy.MaxRetries
            ? not + UsedUp(policy.MaxRetries)
            : null;
    }

    public static string UsedUp(int retries) => retries == 1 ? "its one retry is used up" : $"all {retries} retries are used up";

    public static string Name(RestartPolicy policy) => policy.Mode switch
    {
        RestartMode.OnFailure when policy.MaxRetries > 0 => $"on-failure:{policy.MaxRetries}",
        RestartMode.OnFailure => "on-failure",
        RestartMode.Always => "always",
        RestartMode.UnlessStopped => "unless-stopped",
        _ => "no",
    };
}
