using Orchestrator.Actors.Accounting;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Time;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Containers;

/// <summary>Makes what users see of a container's state.</summary>
/// <param name="clock">Null where the state is of the past.</param>
internal sealed class ContainerViews(IContainerRuntime runtime, UsageBoard board, Clock? clock)
{
    public ContainerView View(ContainerState state, string? waitingFor = null) => new()
    {
        Id = state.Id,
        Name = state.Name,
        State = state.Phase,
        Spec = state.Spec,
        Prepared = state.Prepared,
        Pid = state.Init?.Pid,
        Attempt = state.Attempt,
        Owner = state.Owner,
        CreatedAt = state.CreatedAt,
        StartedAt = state.StartedAt,
        FinishedAt = state.FinishedAt,
        RestartAt = state.RestartAt,
        Restarts = state.Restarts,
        Reboots = state.Reboots,
        Exit = state.Exit,
        Usage = state.Lives ? Living(state, board.Latest(state.Id)?.Usage ?? state.Usage) : state.Usage,
        Freeze = state.Freeze,
        Holds = state.Holds,
        Stuck = state.Stuck,
        Health = state.Health,
        AutoRemove = state.AutoRemove,
        Batch = state.Job?.Batch,
        Job = state.Job?.Job,
        JobIndex = state.Job?.Index,
        WaitingFor = waitingFor,
        Snapshots = state.Snapshots ?? [],
        Origin = state.Origin,
        Logs = runtime.Logs(state.Id),
    };

    public StatsView Stats(ContainerState state, DateTimeOffset now, bool history)
    {
        UsageTrack? track = state.Lives ? board.Track(state.Id) : null;
        UsageSample sample = track?.Latest ?? new UsageSample(now, 0, new UsageReading(state.Usage, null), null);
        return new StatsView(
            state.Id, state.Name, state.Phase, sample.At, sample.Usage, sample.CpuPercent,
            Limit(state.Spec.Resources.MemoryBytes), (int?)Limit(state.Spec.Resources.Pids))
        {
            Pressure = sample.Reading.Pressure,
            CpuPercentPeak = track?.CpuPercentPeak,
            ReadBytesPerSecond = sample.ReadBytesPerSecond,
            WriteBytesPerSecond = sample.WriteBytesPerSecond,
            MemoryStallPercent = sample.MemoryStallPercent,
            History = history && track is not null ? track.History() : [],
        };
    }

    /// <summary>
    /// Whoever stands still uses nothing, so the poll does not read it again; how long it has stood, the journal knows.
    /// </summary>
    private ResourceUsage Living(ContainerState state, ResourceUsage usage) =>
        clock is null ? usage : usage with { FrozenUsec = (long)ContainerEvolution.FrozenUntil(state, clock.Now).TotalMicroseconds };

    /// <summary>-1 is without limit.</summary>
    private static long? Limit(long? most) => most is > 0 ? most : null;

    public static string? Label(ContainerState state, string key) => key switch
    {
        "name" => state.Name,
        "image" => state.Spec.Image,
        // Never from a label, which may be what the author of a bundle or image wrote (case E18, CVE-2026-53488).
        "batch" => state.Job?.Batch,
        "job" => state.Job?.Job,
        _ => state.Spec.Labels.TryGetValue(key, out string? value) ? value : null,
    };
}
