using Orchestrator.Actors.Messages;
using Orchestrator.Contracts.Containers;
using Orchestrator.Contracts.Networks;
using Orchestrator.Daemon.Api;
using Orchestrator.Isolation.Lsm;
using Orchestrator.Isolation.Networks;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Daemon.Mapping;

/// <summary>From the API's request to the spec of a container.</summary>
internal static class SpecMapper
{
    /// <exception cref="BadRequestException">A value is not possible; the rest is for the runtime to check.</exception>
    public static ContainerSpec ToSpec(ContainerRequest request, PeerIdentity peer)
    {
        var defaults = new ContainerSpec();
        return defaults with
        {
            Image = request.Image,
            RootfsPath = request.Rootfs,
            Command = request.Command,
            Environment = request.Env,
            SecretEnvironment = request.EnvSecrets is { Count: > 0 } secrets ? secrets : null,
            WorkingDirectory = request.Workdir ?? defaults.WorkingDirectory,
            User = request.User ?? defaults.User,
            Groups = request.Groups,
            Hostname = request.Hostname,
            Mounts = [.. request.Mounts.Select(m => MountMapper.Map(m, peer))],
            Resources = ToLimits(request.Resources),
            Rlimits = [.. request.Ulimits.Select(u => new RlimitSpec(u.Name, u.Soft, u.Hard))],
            Security = Modules(request, new SecuritySpec
            {
                CapAdd = request.CapAdd,
                CapDrop = request.CapDrop,
                Capabilities = request.Capabilities is not { } sets ? null : new CapabilitySpec
                {
                    Effective = sets.Effective,
                    Permitted = sets.Permitted,
                    Inheritable = sets.Inheritable,
                    Bounding = sets.Bounding,
                    Ambient = sets.Ambient,
                },
                NoNewPrivileges = request.NoNewPrivileges,
                SeccompProfile = request.Seccomp ?? (request.SeccompPolicy is null ? defaults.Security.SeccompProfile : "custom"),
                SeccompPolicy = request.SeccompPolicy,
                SeccompAbis = request.SeccompAbis is { Count: > 0 } abis ? abis : null,
            }),
            Namespaces = NamespaceMapper.Map(request) with
            {
                ClockOffset = Time("clockOffsetSeconds", request.ClockOffsetSeconds),
            },
            ReadOnlyRootfs = request.ReadOnly,
            Init = request.Init,
            Console = request.Tty || request.Interactive || request.Ttys > 0
                ? new ConsoleSpec { Terminal = request.Tty || request.Ttys > 0, Stdin = request.Interactive, Ttys = request.Ttys }
                : null,
            ShmBytes = request.ShmBytes ?? defaults.ShmBytes,
            StopSignal = request.StopSignal ?? defaults.StopSignal,
            StopTimeout = Time("stopTimeoutSeconds", request.StopTimeoutSeconds) ?? defaults.StopTimeout,
            Timeout = Time("timeoutSeconds", request.TimeoutSeconds),
            TimeoutCountsFrozen = request.TimeoutCountsFrozen,
            Restart = new RestartPolicy(Restart(request.Restart), request.RestartMaxRetries),
            Labels = request.Labels,
            Logs = request.Logs is { } logs ? new LogLimits { MaxSize = logs.MaxSize, MaxFile = logs.MaxFile, MaxRate = logs.MaxRate } : null,
            Names = request.Names is not { } names ? null : new NameSpec
            {
                Servers = names.Servers,
                Search = names.Search is { Count: > 0 } search ? search : null,
                Options = names.Options is { Count: > 0 } options ? options : null,
                Hosts = names.Hosts is { Count: > 0 } hosts ? hosts : null,
            },
            Ports = request.Ports is { Count: > 0 } ports ? PortMapper.ToSpec(ports) : null,
            // Whoever publishes a port wants a network; without a word that is the default one.
            Networks = NetworkMapper.Map(request.Networks)
                ?? (request.Ports is { Count: > 0 } && request.Network is null ? [new NetworkSpec { Network = NetworkDefinition.Default }] : null),
            Health = HealthMapper.Map(request.Health),
            Devices = DeviceMapper.Map(request.Devices),
            ProcFiles = request.OomScoreAdj is { } score
                ? new Dictionary<string, string> { ["oom_score_adj"] = score.ToString(System.Globalization.CultureInfo.InvariantCulture) }
                : null,
            Tree = request.CgroupDelegate ? new TreeSpec { Cgroup = CgroupView.Delegated } : null,
        };
    }

    public static ResourceLimits ToLimits(ResourceRequest request) => LimitMapper.Map(request);
    private static SecuritySpec Modules(ContainerRequest request, SecuritySpec security)
    {
        var applied = LsmWords.Apply(security, request.SecurityModules, out var problem);
        return problem is null ? applied : throw new BadRequestException(problem);
    }

    public static NamespaceSpec Namespaces(string? user, string? network) => new()
    {
        User = user switch
        {
            null or "private" => UserNamespaceMode.Private,
            "host" => UserNamespaceMode.Host,
            _ => throw new BadRequestException($"'userns' must be private or host, not '{user}'"),
        },
        Network = network is not null && NetworkWords.Namespace(network) == "host" ? NetworkMode.Host : NetworkMode.None,
    };

    /// <summary>What an output mount's files belong to outside: whoever asked.</summary>
    public static MountSpec Output(string source, string target, uint uid, uint gid) => new()
    {
        Kind = MountKind.Output,
        Source = source,
        Target = target,
        ReadOnly = false,
        OwnerUid = uid,
        OwnerGid = gid,
    };

    public static TimeSpan? Time(string name, double? seconds) => seconds switch
    {
        null => null,
        >= 0 and < 1e9 => TimeSpan.FromSeconds(seconds.Value),
        _ => throw new BadRequestException($"'{name}' must be from 0 to 1e9 seconds, not {seconds}"),
    };

    private static RestartMode Restart(string? mode) => mode switch
    {
        null or "no" => RestartMode.No,
        "on-failure" => RestartMode.OnFailure,
        "always" => RestartMode.Always,
        "unless-stopped" => RestartMode.UnlessStopped,
        _ => throw new BadRequestException($"'restart' must be no, on-failure, always or unless-stopped, not '{mode}'"),
    };
}
