using Orchestrator.Contracts.Batches;
using Orchestrator.Daemon.Api;
using Orchestrator.Isolation.Spec;
using Model = Orchestrator.Actors.Messages.Batches;

namespace Orchestrator.Daemon.Mapping;

/// <summary>Between the API's batches and the actors'.</summary>
internal static class BatchMapper
{
    public static Model.BatchDefinition ToModel(BatchDefinition batch, PeerIdentity peer) => new()
    {
        Name = batch.Name,
        Concurrency = batch.Concurrency,
        Jobs = [.. batch.Jobs.Select(j => Job(j, peer))],
    };

    public static BatchView ToView(Model.BatchView from, string node) => new()
    {
        Name = from.Name,
        State = from.State.ToString().ToUpperInvariant(),
        Counts = Counts(from.Counts),
        SubmittedAt = from.SubmittedAt,
        FinishedAt = from.FinishedAt,
        Jobs = [.. from.Jobs.Select(j => Member(j, node))],
    };

    public static BatchPlanView ToView(Model.BatchPlan from) => new()
    {
        Name = from.Name,
        At = from.At,
        Ends = from.Ends,
        Before = from.Before,
        Warnings = from.Warnings,
        Jobs =
        [
            .. from.Members.Select(m => new PlannedJobView(
                m.Name, m.Job, m.Index, m.Starts, m.Ends, m.Basis.ToString().ToLowerInvariant(), m.Note)),
        ],
    };

    private static Model.JobDefinition Job(BatchJobDefinition job, PeerIdentity peer)
    {
        var defaults = new ContainerSpec();
        var model = new Model.JobDefinition
        {
            Name = job.Name,
            Template = defaults with
            {
                Image = job.Image,
                Command = job.Command,
                Environment = job.Env,
                Resources = SpecMapper.ToLimits(job.Resources),
                Timeout = SpecMapper.Time("timeoutSeconds", job.TimeoutSeconds),
                TimeoutCountsFrozen = job.TimeoutCountsFrozen,
                User = job.User ?? defaults.User,
                WorkingDirectory = job.Workdir ?? defaults.WorkingDirectory,
                Namespaces = SpecMapper.Namespaces(null, job.Network),
                Networks = NetworkMapper.OfWord(job.Network),
                Labels = job.Labels,
                Mounts = Mounts(job, peer),
            },
            Items = job.Items,
            Count = job.Count ?? 1,
            Priority = job.Priority,
            Retries = job.Retries,
            RetryOn = job.RetryOn is null ? null : new Model.RetryOn
            {
                Codes = job.RetryOn.Codes,
                Signals = job.RetryOn.Signals,
                Oom = job.RetryOn.Oom,
                MemoryFactor = job.RetryOn.MemoryFactor,
                MemoryMax = job.RetryOn.MemoryMaxBytes,
                Timeout = job.RetryOn.Timeout,
                Unknown = job.RetryOn.Unknown,
                StartFailure = job.RetryOn.StartFailure,
            },
            After = job.After,
            AfterOk = job.AfterOk,
            AfterFailed = job.AfterFailed,
            AfterAny = job.AfterAny,
            Class = job.Class,
            Gang = job.Gang,
            Hold = job.Hold,
            HoldUntil = job.HoldUntil?.ToUniversalTime(),
            Deadline = SpecMapper.Time("deadlineSeconds", job.DeadlineSeconds),
            LongestBackoff = SpecMapper.Time("backoffMaxSeconds", job.BackoffMaxSeconds),
            Cron = job.Cron,
            TimeZone = job.TimeZone,
        };
        return SpecMapper.Time("backoffSeconds", job.BackoffSeconds) is { } backoff ? model with { Backoff = backoff } : model;
    }

    private static List<MountSpec> Mounts(BatchJobDefinition job, PeerIdentity peer)
    {
        var mounts = job.Inputs
            .Select(i => new MountSpec { Kind = MountKind.Bind, Source = i.Source, Target = i.Target, ReadOnly = true })
            .ToList();
        if (job.Output is { } output)
            mounts.Add(SpecMapper.Output(output.Dest, output.Target, peer.Uid, peer.Gid));
        return mounts;
    }

    private static BatchCounts Counts(Model.BatchCounts from) => new()
    {
        Total = from.Total,
        Queued = from.Queued,
        Running = from.Running,
        Retrying = from.Retrying,
        Succeeded = from.Succeeded,
        Failed = from.Failed,
        Cancelled = from.Cancelled,
        Skipped = from.Skipped,
    };

    private static BatchJobView Member(Model.MemberView from, string node)
    {
        var container = from.Container;
        return new BatchJobView
        {
            Name = from.Name,
            Job = from.Job,
            Index = from.Index,
            Item = from.Item,
            Id = container?.Id,
            State = from.State.ToString().ToUpperInvariant(),
            ContainerState = container is null ? null : ViewMapper.State(container.State),
            WaitingFor = from.WaitingFor,
            Reason = from.Reason,
            Image = container?.Spec.Image,
            Command = container?.Spec.Command ?? [],
            Labels = container?.Spec.Labels ?? new Dictionary<string, string>(),
            Node = container is null ? null : node,
            Pid = container?.Pid,
            Attempt = from.Attempts,
            CreatedAt = container?.CreatedAt,
            StartedAt = container?.StartedAt,
            FinishedAt = container?.FinishedAt,
            Exit = ViewMapper.ToView(from.Exit),
            Usage = container is null ? null : ViewMapper.ToView(container.Usage),
        };
    }
}
