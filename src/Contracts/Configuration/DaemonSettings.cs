namespace Orchestrator.Contracts.Configuration;

/// <summary>What the daemon can be told, with defaults that suit a small machine.</summary>
public sealed record DaemonSettings
{
    /// <summary>Verbose, Debug, Information, Warning or Error.</summary>
    public string LogLevel { get; set; } = "Information";

    /// <summary>Where Seq listens; null: nothing is sent.</summary>
    public string? SeqUrl { get; set; }

    public string? SeqApiKey { get; set; }

    /// <summary>Group that may use the sockets; null: <c>orch</c> if it exists, else root only.</summary>
    public string? SocketGroup { get; set; }

    public string NodeName { get; set; } = Environment.MachineName;

    /// <summary>Where the journal is: <c>sqlite</c>, a file of this root, or <c>postgres</c>.</summary>
    public string JournalStore { get; set; } = "sqlite";

    /// <summary>How to reach PostgreSQL; holds a password.</summary>
    public string? JournalConnection { get; set; }

    /// <summary>This node's name in a database that several share; null: <see cref="NodeName"/>.</summary>
    public string? JournalNode { get; set; }

    /// <summary>Members of a batch that run at once if the batch does not say; null: twice the number of CPUs.</summary>
    public int? DefaultConcurrency { get; set; }

    /// <summary>Members of all batches together that run at once.</summary>
    public int MaxConcurrency { get; set; } = 1000;

    /// <summary>CPUs that are kept from jobs.</summary>
    public double ReserveCpus { get; set; }

    /// <summary>Memory that is kept from jobs; null: 5 %, and 256 MiB at least.</summary>
    public long? ReserveMemoryBytes { get; set; }

    /// <summary>Processes that are kept from jobs; null: 5 % of what the kernel can have.</summary>
    public long? ReservePids { get; set; }

    /// <summary>The CPUs that jobs ask for together may be so many times those that there are.</summary>
    public double CpuOvercommit { get; set; } = 1;

    /// <summary>Waiting that counts as much as one point of priority.</summary>
    public double AgeingSeconds { get; set; } = 30;

    /// <summary>The label by whose values the node is shared; null: by user.</summary>
    public string? ShareLabel { get; set; }

    /// <summary>After this time what somebody has used counts half.</summary>
    public double ShareHalfLifeSeconds { get; set; } = 3600;

    /// <summary>Time between two readings of all containers' usage.</summary>
    public double AccountingSeconds { get; set; } = 1;

    /// <summary>Most memory of all containers together; null: what the host has.</summary>
    public long? NodeMemoryBytes { get; set; }

    /// <summary>Most memory and swap of all containers together; null: no more than the memory.</summary>
    public long? NodeMemoryAndSwapBytes { get; set; }

    /// <summary>Whether pressure on memory and CPUs takes from the least important containers.</summary>
    public bool PressureEnabled { get; set; } = true;

    /// <summary>Percent of the time in which no container could go on, above which something is taken.</summary>
    public int PressureHigh { get; set; } = 15;

    /// <summary>The same below which it is given back.</summary>
    public int PressureLow { get; set; } = 5;

    /// <summary>The same for CPUs.</summary>
    public int PressureCpuHigh { get; set; } = 60;

    public int PressureCpuLow { get; set; } = 20;

    public double PressureCooldownSeconds { get; set; } = 3;

    public double PressureCalmSeconds { get; set; } = 6;

    public double PressureAgeingSeconds { get; set; } = 60;

    /// <summary>How long there must be nothing left to freeze before a container is killed; 0: none ever is.</summary>
    public double PressureKillAfterSeconds { get; set; } = 120;

    /// <summary>Bytes of one piece of a container's output where it says nothing; 0: no limit.</summary>
    public long LogMaxSizeBytes { get; set; } = 256L << 20;

    /// <summary>Pieces of each stream that are kept.</summary>
    public int LogMaxFile { get; set; } = 4;

    /// <summary>Bytes a second that a container may write on average; null: as many as it can.</summary>
    public long? LogMaxRateBytes { get; set; }

    public double LaunchTimeoutSeconds { get; set; } = 30;

    public double FreezeTimeoutSeconds { get; set; } = 10;

    /// <summary>Free space of the root's disk below which nothing is started; null: 64 MiB, or a twentieth of a small disk.</summary>
    public long? DiskReserveBytes { get; set; }

    /// <summary>Kind of root storage of new containers.</summary>
    public string StorageKind { get; set; } = "overlay";

    /// <summary>Size of it; null: without a limit.</summary>
    public long? StorageSizeBytes { get; set; }

    /// <summary>How long events stay in the journal before they go to an archive file; null: for ever.</summary>
    public double? JournalRetainSeconds { get; set; }

    /// <summary>Folder for archive files; null: <c>archive</c> in the data folder.</summary>
    public string? ArchiveFolder { get; set; }

    /// <summary>Records between two signed checkpoints of the journal.</summary>
    public int CheckpointEvents { get; set; } = 10_000;

    /// <summary>Longest time that new records wait for a signed checkpoint.</summary>
    public double CheckpointSeconds { get; set; } = 600;

    /// <summary>Most bytes of a request's body.</summary>
    public long MaxRequestBytes { get; set; } = 32L << 20;

    /// <summary>Registries that may speak plain HTTP or show a certificate that nobody vouches for.</summary>
    public IReadOnlyList<string> RegistryInsecure { get; set; } = [];

    /// <summary>Hosts to ask before a registry: <c>REGISTRY=HOST</c>, <c>*=HOST</c> for all.</summary>
    public IReadOnlyList<string> RegistryMirrors { get; set; } = [];

    /// <summary>Registries that are never asked; <c>*</c> is all.</summary>
    public IReadOnlyList<string> RegistryBlocked { get; set; } = [];

    /// <summary>Layers of one image that are fetched at a time.</summary>
    public int RegistryParallel { get; set; } = 4;

    /// <summary>Folder with a folder of certificates for each registry; null: <c>certs.d</c> beside orch.yaml.</summary>
    public string? RegistryCertificates { get; set; }

    /// <summary>Directories of LXC's containers of which those with lxc.start.auto are started with the daemon.</summary>
    public IReadOnlyList<string> LxcAutostart { get; set; } = [];

    /// <summary>Their groups in this order, parted by commas; an empty one is the containers without a group.</summary>
    public string LxcGroups { get; set; } = "onboot,";

    /// <summary>What one key demands of another, and is not there; null if nothing.</summary>
    public string? Gap => JournalStore == "postgres" && JournalConnection is null
        ? "journal.store is postgres, but journal.connection is not set. Set it: "
          + "orch config set journal.connection 'Host=…;Database=…;Username=…;Password=…'"
        : null;
}
