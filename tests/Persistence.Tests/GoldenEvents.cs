using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Queues;
using Orchestrator.Actors.Messages.Schedules;
using Orchestrator.Isolation.Networks;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Persistence.Tests;

/// <summary>One event of each kind, with every property set.</summary>
internal static class GoldenEvents
{
    private static readonly Guid Id = new("01936b2e-0000-7000-8000-000000000001");
    private static readonly InitIdentity Init = new(4242, 987_654, "b007b007-0000-4000-8000-000000000000");
    private static readonly ResourceLimits Limits = new() { MemoryBytes = 1 << 26, Cpus = 0.5, CpuWeight = 200, Pids = 32, IoWeight = 50 };
    private static readonly ResourceLimits AllLimits = Limits with
    {
        MemorySwapBytes = -1,
        MemoryLowBytes = 1 << 25,
        MemoryMinBytes = 1 << 24,
        MemoryHighBytes = 1 << 25,
        MemorySwappiness = 10,
        OomKillDisable = true,
        CpuPeriodUsec = 50_000,
        CpuQuotaUsec = 25_000,
        CpuBurstUsec = 1_000,
        CpuShares = 512,
        CpuIdle = true,
        CpuRtRuntimeUsec = 1_000,
        CpuRtPeriodUsec = 10_000,
        CpusetCpus = "0-1",
        CpusetMems = "0",
        IoLimits = [new IoLimit("/dev/vda", 1, 2, 3, 4)],
        IoWeights = [new IoDeviceWeight("8:0", 50)],
        Hugetlb = new Dictionary<string, long> { ["2MB"] = 1 << 22 },
        Rdma = new Dictionary<string, string> { ["mlx5_0"] = "hca_handle=2" },
        Misc = new Dictionary<string, long> { ["sev"] = 1 },
        NetClass = 0x100001,
        NetPriorities = new Dictionary<string, int> { ["eth0"] = 5 },
        Join = ["perf_event"],
        Devices = [new DeviceRuleSpec(false, 'c', 10, 229, "rw")],
        Files = [new CgroupFileSpec(0, "memory.zswap.max", "0")],
    };
    private static readonly HotplugSpec Hotplug = new(HotplugKind.Mount, "/mnt", "none") { FileSystem = "tmpfs", Flags = 6, Options = "size=1m" };
    private static readonly LaunchFailure Failure = new("exec", 2, "no such file", 127);
    private static readonly Dictionary<string, Guid> Members = new() { ["web"] = Id };
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly Dictionary<string, string> Failed = new() { ["db"] = "it ended" };

    private static readonly ContainerSpec Spec = new()
    {
        Image = "busybox",
        RootfsPath = "/srv/root",
        Command = ["sh", "-c", "true"],
        Environment = new Dictionary<string, string> { ["A"] = "b" },
        WorkingDirectory = "/work",
        User = "1:2",
        Groups = [3, 4],
        Hostname = "host",
        Mounts = [new MountSpec { Kind = MountKind.Output, Source = "/out", Target = "/o", ReadOnly = false, SizeBytes = 1, OwnerUid = 5, OwnerGid = 6 }],
        Resources = Limits,
        Rlimits = [new RlimitSpec("nofile", 10, 20)],
        Security = new SecuritySpec { CapAdd = ["NET_ADMIN"], CapDrop = ["ALL"], NoNewPrivileges = false, SeccompProfile = "unconfined" },
        Namespaces = new NamespaceSpec { User = UserNamespaceMode.Host, Network = NetworkMode.Host, ClockOffset = TimeSpan.FromHours(1) },
        ReadOnlyRootfs = true,
        Init = true,
        Umask = 63,
        ShmBytes = 1 << 20,
        StopSignal = 2,
        StopTimeout = TimeSpan.FromSeconds(3),
        Timeout = TimeSpan.FromSeconds(60),
        Restart = new RestartPolicy(RestartMode.OnFailure, 3),
        Labels = new Dictionary<string, string> { ["app"] = "web" },
    };

    /// <summary>Read from records of the first version: what they lack has its default.</summary>
    private static readonly BatchDefinition EarlierBatch = new()
    {
        Name = "sums",
        Concurrency = 16,
        Labels = new Dictionary<string, string> { ["team"] = "x" },
        Jobs =
        [
            new JobDefinition
            {
                Name = "sum", Template = Spec, Items = ["a", "b"], Count = 2, Priority = 70, Retries = 2,
                Backoff = TimeSpan.FromSeconds(1), After = ["x"], AfterOk = ["y"], AfterFailed = ["z"], AfterAny = ["w"],
                RetryOn = new RetryOn { Codes = [1], Signals = [9], Oom = true, Timeout = true, Unknown = true, StartFailure = true },
            },
        ],
    };

    private static readonly BatchDefinition Batch = new()
    {
        Name = "sums",
        Concurrency = 16,
        Labels = new Dictionary<string, string> { ["team"] = "x" },
        Jobs =
        [
            new JobDefinition
            {
                Name = "sum", Template = Spec, Items = ["a", "b"], Count = 2, Priority = 70, Retries = 2,
                Backoff = TimeSpan.FromSeconds(1), After = ["x"], AfterOk = ["y"], AfterFailed = ["z"], AfterAny = ["w"],
                RetryOn = new RetryOn
                {
                    Codes = [1], Signals = [9], Oom = true, Timeout = true, Unknown = true, StartFailure = true,
                    MemoryFactor = 1.5, MemoryMax = 1 << 30,
                },
                Class = "critical", Gang = true, LongestBackoff = TimeSpan.FromMinutes(2), Hold = true,
                HoldUntil = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero), Deadline = TimeSpan.FromHours(1),
                Cron = "0 3 * * *", TimeZone = "Europe/Berlin",
            },
        ],
    };

    /// <summary>What the records of earlier versions hold, by their manifest.</summary>
    public static IReadOnlyDictionary<string, IEvent> Earlier { get; } = new Dictionary<string, IEvent>
    {
        ["batch-submitted.v1"] = new BatchSubmitted(Id, "sums", EarlierBatch),
        ["job-retry-scheduled.v1"] = new JobRetryScheduled(Id, "sum", 1, 2, TimeSpan.FromSeconds(1)),
        ["engine-started.v1"] = new EngineStarted(1, 2, 3, 4),
        ["container-updated.v1"] = new ContainerUpdated(Limits),
        ["container-exited.v1"] = new ContainerExited(
            1, new ExitStatus(null, 9, true, false, "why"), new DateTimeOffset(2026, 11, 23, 12, 0, 0, 123, TimeSpan.Zero),
            new ResourceUsage(1, 2, 3, 4, 5, 6, 7, 8), 1, "container"),
        ["container-remove-requested.v1"] = new ContainerRemoveRequested(true),
        ["volume-made.v1"] = new VolumeMade("data"),
        ["container-freeze-requested.v1"] = new ContainerFreezeRequested(1, "backup", TimeSpan.FromMinutes(5), "container"),
        ["fleet-freeze-requested.v1"] = new FleetFreezeRequested(Id, "app=web", "audit", TimeSpan.FromMinutes(10)),
        ["fleet-frozen.v1"] = new FleetFrozen(Id, "app=web", ["web"], Failed, TimeSpan.FromMilliseconds(3)),
        ["fleet-frozen.v2"] = new FleetFrozen(Id, "app=web", ["web"], Failed, TimeSpan.FromMilliseconds(3)) { Barrier = Noon },
        ["fleet-thaw-requested.v1"] = new FleetThawRequested(Id, "app=web"),
        ["fleet-thawed.v1"] = new FleetThawed(Id, "app=web", ["web"], Failed, TimeSpan.FromMilliseconds(3)),
    };

    public static IReadOnlyList<IEvent> All { get; } =
    [
        new ContainerCreated("web", Spec, new PreparedContainer(100_000, 65_536, "sha256:1"), true, new JobRef(Id, "sums", "sum", 1)),
        new ContainerStartRequested(1, true),
        new ContainerStarted(1, Init),
        new ContainerStartFailed(1, Failure),
        new ContainerAdopted(1, Init),
        new ContainerStopRequested(1, 15, TimeSpan.FromSeconds(10), true),
        new ContainerSignalRequested(1, 10),
        new ContainerKillRequested(1, KillReason.StopOverdue),
        new ContainerTimedOut(1, TimeSpan.FromSeconds(60)),
        new ContainerStuck(1, ["12 dd D"]),
        new ContainerExited(
            1, new ExitStatus(null, 9, true, false, "why"), new DateTimeOffset(2026, 11, 23, 12, 0, 0, 123, TimeSpan.Zero),
            new ResourceUsage(1, 2, 3, 4, 5, 6, 7, 8), 1, "container")
        {
            TimedOut = true,
            Ending = new Ending(
                EndCause.StopOverdue, new Caller(1000, "ann"), "POST /v1/containers/web/stop",
                new DateTimeOffset(2026, 11, 23, 11, 59, 50, TimeSpan.Zero), 9),
            RunTime = TimeSpan.FromSeconds(70),
            Pressure = new PressureTotals(1, 2, 3, 4, 5, 6),
            Late = true,
        },
        new ContainerRestartScheduled(2, TimeSpan.FromMilliseconds(200)),
        new ContainerRestartCancelled(),
        new ContainerConsoleOpened(1),
        new ContainerRebooted(1),
        new ContainerFreezeRequested(1, "backup", TimeSpan.FromMinutes(5), "container") { Owner = "backup" },
        new ContainerOomKilled(1, "node", "awk", 4711, 100_000, Noon),
        new ContainerPressed(1, PressureAction.Freeze, PressureKind.Memory, 23.5, 25, 1 << 27, "memory pressure 23.5 %"),
        new VolumeMade("data") { Labels = new Dictionary<string, string> { ["tier"] = "db" } },
        new VolumeRemoved("data"),
        new ContainerHealthChanged(1, Orchestrator.Actors.Messages.Containers.HealthStatus.Unhealthy, 3, 1, "no"),
        new ContainerReclaimed(1, 1 << 27, 1 << 20, "no"),
        new ContainerFreezeHeld(1, "upgrade", "new kernel", TimeSpan.FromMinutes(7), "app=web"),
        new ContainerFreezeReleased(1, "upgrade"),
        new ContainerFrozen(1, TimeSpan.FromMilliseconds(3)),
        new ContainerFreezeFailed(1, "time is over", ["12 dd D"]),
        new ContainerThawRequested(1),
        new ContainerThawed(1, TimeSpan.FromMilliseconds(3)),
        new ContainerThawFailed(1, "no"),
        new ContainerUpdateRequested(Limits),
        new ContainerUpdated(AllLimits) { Before = Limits },
        new ContainerUpdateFailed("no"),
        new ContainerHotplugRequested(1, Hotplug),
        new ContainerHotplugged(1, Hotplug) { Rule = new DeviceRuleSpec(true, 'c', 10, 229, "rwm") },
        new ContainerHotplugFailed(1, Hotplug, "no"),
        new ContainerExecRequested(Id, ["ls", "-l"], "root"),
        new ContainerExecStarted(Id, 77),
        new ContainerExecFailed(Id, Failure),
        new ContainerExecExited(Id, ExitStatus.Exited(3)),
        new ContainerFilesRequested("in", "/etc"),
        new ContainerRenamed("other"),
        new ContainerSnapshotRequested("snap0", "before the update"),
        new ContainerSnapshotTaken("snap0", 4096, "copied"),
        new ContainerSnapshotRemoveRequested("snap0"),
        new ContainerSnapshotRemoved("snap0"),
        new ContainerRestoreRequested("snap0"),
        new ContainerRestored("snap0"),
        new ContainerCopyRequested(Id, "web2", "snap0", true),
        new ContainerCopied(Id, "web2", 0, "shared"),
        new ContainerStoreFailed("No space left on device"),
        new ContainerRemoveRequested(true) { Volumes = true },
        new ContainerRemoved(),
        new FleetFreezeRequested(Id, "app=web", "audit", TimeSpan.FromMinutes(10)) { Owner = "backup", Members = Members },
        new FleetFreezeHeld(Id, "upgrade", "new kernel", TimeSpan.FromMinutes(7)),
        new FleetFreezeReleased(Id, "upgrade"),
        new FleetFrozen(Id, "app=web", ["web"], Failed, TimeSpan.FromMilliseconds(3)) { Barrier = Noon, Stuck = [Id] },
        new FleetFreezeFailed(Id, "time is over", ["12 dd D"]),
        new FleetThawRequested(Id, "app=web") { Owner = "backup", Force = true, Members = Members },
        new FleetThawed(Id, "app=web", ["web"], Failed, TimeSpan.FromMilliseconds(3)) { BarrierEnd = Noon },
        new FleetThawFailed(Id, "no"),
        new EngineStarted(1, 2, 3, 4, "0f9de2a4-9d0c-4b0e-8d6c-2f1b7c1d7b10"),
        new AuditCheckpoint("node1", 7, new string('a', 64), new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero), "AQID", "BAUG"),
        new HeadWitnessReset(9, new string('b', 64), "the loss was accepted by ann"),
        new JournalArchived(1, 1000, new string('c', 64), "1-1000.jsonl.gz", new string('d', 64), 4096, "1000.base", new string('e', 64)),
        new ImageMade("busybox", $"sha256:{new string('a', 64)}", "template: busybox"),
        new ImagePulled("debian:12", $"sha256:{new string('a', 64)}", "docker.io/library/debian:12", 4096),
        new ImagePushed("web", $"sha256:{new string('a', 64)}", "r.example/web:1"),
        new ImageRemoved(["web", "web:1"], [$"sha256:{new string('a', 64)}"], 4096),
        new BatchSubmitted(Id, "sums", Batch, "key", Id, new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero)),
        new BatchHeld(Id, "sum", 1),
        new BatchReleased(Id, "sum", 1),
        new BatchCancelRequested(Id),
        new BatchEnded(Id, BatchPhase.Failed),
        new JobRetryScheduled(Id, "sum", 1, 2, TimeSpan.FromSeconds(1), 1 << 27),
        new JobRequeued(Id, "sum", 1),
        new JobReserved(Id, "sum", 1, "memory: it needs 2 GiB, and 1 GiB are free"),
        new JobDeadlinePassed(Id, "sum", TimeSpan.FromHours(1)),
        new QueueClassSet(new JobClass("background", 4, 25)),
        new BatchRefused("sums", "Job sum asks for 900 pids; this node has 100 for jobs."),
        new ScheduleAdded(Id, "nightly", new ScheduleDefinition("0 3 * * *", "Europe/Berlin", Batch, MissedRuns.Once, OverlappingRuns.Forbid)),
        new ScheduleDue(Id, new DateTimeOffset(2026, 11, 24, 2, 0, 0, TimeSpan.Zero), ScheduleOutcome.Submitted, Id, "why", 2),
        new ScheduleRemoved(Id),
        new NetworkCreated(Id, new NetworkDefinition
        {
            Name = "web", Subnet4 = "10.9.0.0/24", Gateway4 = "10.9.0.1", Subnet6 = "fd00:9::/64", Gateway6 = "fd00:9::1", Isolated = true,
            Nat = false, Dns = false, Mtu = 1400, Bridge = "obabcde-fghijk", Labels = new Dictionary<string, string> { ["team"] = "a" },
        }),
        new NetworkRemoved(Id, "web", "The bridge cannot be made."),
        new ContainerPortsChanged([new PortSpec { HostAddress = "127.0.0.1", HostPort = 8080, ContainerPort = 80, Protocol = "udp" }]),
        new JobEnded(Id, "sum", 1, MemberPhase.Failed, "exit code 2"),
    ];
}
