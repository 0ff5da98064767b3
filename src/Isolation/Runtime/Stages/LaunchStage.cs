using System.Runtime.InteropServices;
using System.Text;
using Orchestrator.Isolation.Cgroups;
using Orchestrator.Isolation.Identity;
using Orchestrator.Isolation.Launching;
using Orchestrator.Isolation.Lsm.Selinux;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Storage;
using Orchestrator.Isolation.Storage.Roots;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Isolation.Runtime.Stages;

/// <summary>Gathers what a launch needs on this node, hands it to the launcher, and cleans up when it fails.</summary>
internal sealed class LaunchStage(NodeContext node, ReleaseStage release)
{
    private const int EngineError = 125;
    private const int HostNameMax = 64;

    /// <summary>A tenth of the memory more than they have: a host without memory takes containers before its own programs (proc_pid_oom_score_adj(5)).</summary>
    private const int OomScoreAdj = 100;

    public async Task<LaunchOutcome> RunAsync(LaunchOrder order, CancellationToken cancel)
    {
        if (node.Find(order.Id) is { } earlier)
        {
            if (earlier.Attempt == order.Attempt && earlier.Init is { } init)
                return new LaunchOutcome(init, null);
            if (earlier.Attempt != order.Attempt)
                await release.ReleaseAsync(earlier, cancel).ConfigureAwait(false);
        }
        if (!node.Gate.TryEnter())
            return Failed("cgroup", 0, "The fleet of this node is frozen; thaw it first (orch fleet thaw --all).");
        try
        {
            return await LaunchAsync(order, cancel).ConfigureAwait(false);
        }
        finally
        {
            node.Gate.Leave();
        }
    }

    private async Task<LaunchOutcome> LaunchAsync(LaunchOrder order, CancellationToken cancel)
    {
        using var handles = new HandleSet();
        ResolvedLaunch resolved;
        LiveAttempt attempt;
        Failpoint.Hit("runtime.before-cgroup");
        try
        {
            attempt = EnterCgroup(order, out var refused);
            Failpoint.Hit("runtime.after-cgroup");
            if (refused is not null)
                return await AbandonAsync(attempt, Failed("cgroup limits", 0, refused)).ConfigureAwait(false);
            var (root, badRoot) = await RootImages.OpenAsync(order, node, handles, cancel).ConfigureAwait(false);
            if (root is null || badRoot is not null)
                return await AbandonAsync(attempt, Failed("open the root", 0, badRoot!)).ConfigureAwait(false);
            if (Resolve(order, attempt, root, handles, out var problem) is not { } found)
                return await AbandonAsync(attempt, Failed("prepare", 0, problem!)).ConfigureAwait(false);
            resolved = found;
        }
        catch (SystemCallException failure)
        {
            var outcome = Failed(failure.Tried, failure.Number, failure.Message);
            return node.Find(order.Id) is { } begun ? await AbandonAsync(begun, outcome).ConfigureAwait(false) : outcome;
        }

        var hook = await HostHooks.RunAsync(
            order.Spec, HookKind.HostPreStart, 0, node.Options.LaunchTimeout, node.Time, cancel).ConfigureAwait(false);
        if (hook is not null)
            return await AbandonAsync(attempt, Failed("hook", 0, hook)).ConfigureAwait(false);
        if (node.Networks.Ready(order.Id) is { } unready)
            return await AbandonAsync(attempt, Failed("network", 0, unready)).ConfigureAwait(false);
        var (entered, unattached) = await node.Network.EnterAsync(order, cancel).ConfigureAwait(false);
        if (entered is null)
            return await AbandonAsync(attempt, Failed("network", unattached!.Errno, unattached.Text)).ConfigureAwait(false);
        using var network = entered;
        attempt.Network = network.Attached;
        resolved = resolved with { Namespaces = network.Namespaces, Network = network.Network };

        // A LauncherUnavailableException leaves the attempt as it is: the caller asks again, and the launcher knows
        // whether it had started it.
        Failpoint.Hit("runtime.before-launch");
        var launching = node.Launcher.LaunchAsync(resolved, cancel);
        // While the launcher works: else whoever waits for the end would wait for this too.
        attempt.Cgroup.OpenCounters();
        var answer = await launching.ConfigureAwait(false);
        Failpoint.Hit("runtime.after-launch");
        if (answer.Process is not { } process)
            return await AbandonAsync(attempt, new LaunchOutcome(null, answer.Failure)).ConfigureAwait(false);
        attempt.Namespaces = KeptNamespaces.For(order.Spec, process.Pid);
        attempt.Init = new InitIdentity(process.Pid, process.StartTicks, node.BootId);
        if (node.Lsm.Verify(process.Pid, resolved.Labels, order.Spec) is { } unconfined)
            return await AbandonAsync(attempt, Failed("security label", 0, unconfined)).ConfigureAwait(false);
        var late = await HostHooks.RunAsync(
            order.Spec, HookKind.HostPostStart, process.Pid, node.Options.LaunchTimeout, node.Time, cancel).ConfigureAwait(false);
        if (late is not null)
            node.Notice($"Container {order.Name}: {late}");
        return new LaunchOutcome(attempt.Init, null);
    }

    private LiveAttempt EnterCgroup(LaunchOrder order, out string? refused)
    {
        var group = CgroupNode.GroupName(order.Id, order.Attempt);
        var cgroup = node.Cgroups.Create(group);
        var attempt = new LiveAttempt(
            order.Id, order.Attempt, order.Spec, order.Prepared, cgroup, node.NodeCounters.ReadOom())
        {
            Limits = node.Options.DefaultLimits.With(order.Spec.Resources),
        };
        node.Attempts[order.Id] = attempt;
        refused = cgroup.Apply(attempt.Limits, order.Spec.CgroupFiles, order.Spec.Devices);
        if (order.Spec.Tree?.Cgroup == CgroupView.Delegated)
            cgroup.Delegate(RootOutside(order, group: false), RootOutside(order, group: true));
        return attempt;
    }

    private ResolvedLaunch? Resolve(LaunchOrder order, LiveAttempt attempt, OpenedRoot root, HandleSet handles, out string? problem)
    {
        var spec = order.Spec;
        IReadOnlyList<string>? layers = root.Whole is { } whole ? [whole]
            : order.Prepared.ImageDigest is { } digest ? node.Images.LayerPaths(digest) : [spec.RootfsPath!];
        if (layers is null)
        {
            problem = $"The image with the digest {order.Prepared.ImageDigest} is not on this node any more. "
                + $"Pull or make it again: orch image pull {spec.Image}";
            return null;
        }
        node.Storage.Create(
            order.Id, RootOutside(order, group: false), RootOutside(order, group: true),
            root.Whole is not null || root.Writable is not null ? null : root.Upper);
        if (FindUser(order.Id, spec, layers, root, out problem) is not { } user)
            return null;
        if (SecretEnvironment.Of(spec, out problem) is not { } environment)
            return null;
        spec = WithNameFiles(order) with { Environment = environment };
        if (node.Lsm.Enter(order.Id, spec, order.Prepared, running: false, out problem) is not { } labels)
            return null;
        var sources = new List<SafeHandle?>();
        foreach (var mount in spec.Mounts.Where(mount => mount.HasHostSource))
        {
            if (mount is { Kind: MountKind.Volume, Source: not null, Subpath: null } && order.Prepared.ImageDigest is { } image && node.Images.LayerPaths(image) is { } folders
                && (problem = new VolumeSeed(node).Prepare(mount, folders)) is not null)
                return null;
            Relabel(spec, labels, mount);
            var source = mount.Kind == MountKind.Volume ? node.Volumes.Open(mount, out problem) : MountSource.Open(mount, out problem);
            if (source is null && mount.Optional != true)
                return null;
            sources.Add(source is null ? null : handles.Keep(source));
        }
        if (DeviceNodes(order, handles, out problem) is not { } nodes)
            return null;
        if (SharedNamespace.Open(spec.Namespaces, handles, node.InitOf, out problem) is not { } shared)
            return null;
        var (stdout, stderr) = node.Storage.OpenLogs(order.Id);
        handles.Keep(stdout);
        handles.Keep(stderr);
        // The payload may not write to what is the engine's.
        if (labels.Files is { } logs && node.Storage.LabelLogs(order.Id, logs) is { } unlabelled)
            node.Notice($"Container {order.Id}: its output may be lost. {unlabelled}");
        node.LogKeeper.IsAtWork(order.Id, order.Attempt, spec);
        var console = spec.Console is { Terminal: true } or { Stdin: true } ? node.Consoles.Start(order.Id, order.Attempt, spec.Console, stdout, handles) : null;
        var (bounding, capabilities) = Privileges.Of(spec, user.Uid);
        var filter = node.Seccomp.Get(spec.Security, bounding);
        // A mount for this container alone would have to be taken apart again, which takes long (Litter in the launcher).
        var inMount = root.Writable is null && node.Storage.Mount is not null;
        problem = null;
        return new ResolvedLaunch
        {
            Id = order.Id,
            Attempt = order.Attempt,
            Spec = spec,
            Prepared = order.Prepared,
            OomScoreAdj = OomScoreAdj,
            Rootless = node.Rootless,
            Hostname = spec.Hostname ?? Cut(order.Name),
            RootMount = root.Mount,
            Layers = [.. layers, .. root.Whole is null ? spec.Root?.Lower ?? [] : []],
            SharedLayers = root.Layers,
            WholeRoot = root.Whole is not null,
            WritableMount = root.Writable ?? (inMount ? node.Storage.Mount : null),
            Upper = inMount ? ContainerStorage.InMount(order.Id, root.Upper) : root.Upper,
            Work = inMount ? ContainerStorage.InMount(order.Id, "work") : "work",
            Writable = node.Storage.WritablePath(order.Id),
            SharedNamespaces = shared,
            Labels = labels,
            Uid = user.Uid,
            Gid = user.Gid,
            Groups = user.Groups,
            Home = user.Home,
            Capabilities = capabilities,
            Seccomp = filter?.Code,
            SeccompFlags = filter?.Flags ?? 0,
            CgroupDirectory = attempt.Cgroup.OpenV2() is { } v2 ? handles.Keep(v2) : null,
            CgroupTasks = [.. attempt.Cgroup.OpenTasks().Select(handles.Keep)],
            MountSources = sources,
            DeviceNodes = nodes,
            Console = console,
            Stdout = stdout,
            Stderr = stderr,
            TimeLimit = node.Options.LaunchTimeout,
        };
    }

    /// <summary>
    /// Who has a network is told whom to ask for names, and its own. A system that an LXC configuration describes looks after
    /// these files itself, and so does whoever mounts something there.
    /// </summary>
    private ContainerSpec WithNameFiles(LaunchOrder order)
    {
        var spec = order.Spec;
        var members = node.Networks.Of(order.Id);
        if ((members.Count == 0 && spec.Names is null) || spec.Lxc is not null || !spec.Namespaces.IsOwn("mnt"))
            return spec;
        var hostname = spec.Hostname ?? Cut(order.Name);
        var mounts = new List<MountSpec>();
        Add("resolv.conf", NameFiles.Resolv(spec.Names, node.Networks.NameServersOf(order.Id), node.Networks.HostResolversFor(order.Id)));
        Add("hosts", NameFiles.Hosts(spec.Names, hostname, order.Name, members));
        Add("hostname", hostname + "\n");
        return spec with { Mounts = [.. spec.Mounts, .. mounts] };

        void Add(string name, string text)
        {
            var target = "/etc/" + name;
            if (text.Length == 0 || spec.Mounts.Any(mount => mount.Target == target || mount.Target == "/etc"))
                return;
            var path = node.Storage.WriteEtc(order.Id, name, text, RootOutside(order, group: false), RootOutside(order, group: true));
            mounts.Add(new MountSpec { Kind = MountKind.Bind, Source = path, Target = target, ReadOnly = false, Recursive = false, Relabel = "private" });
        }
    }

    private List<SafeHandle>? DeviceNodes(LaunchOrder order, HandleSet handles, out string? problem)
    {
        problem = null;
        var opened = new List<SafeHandle>();
        foreach (var (index, device) in (order.Spec.Devices ?? []).Index())
        {
            var uid = IdMaps.Outside(order.Spec, order.Prepared, node.Rootless, device.Uid, group: false);
            var gid = IdMaps.Outside(order.Spec, order.Prepared, node.Rootless, device.Gid, group: true);
            if (uid is null || gid is null)
            {
                problem = $"The device {device.Path} is to belong to {device.Uid}:{device.Gid}, which the container's id map does not have.";
                return null;
            }
            var path = node.Storage.MakeNode(order.Id, index, device, uid.Value, gid.Value);
            var mount = new MountSpec { Kind = MountKind.Bind, Source = path, Target = device.Path, Recursive = false };
            if (MountSource.Open(mount, out problem) is not { } source)
                return null;
            opened.Add(handles.Keep(source));
        }
        return opened;
    }

    /// <summary>
    /// What the engine keeps for containers, and where they are to leave their output, must be labelled for them; other
    /// folders of the host are on request only.
    /// </summary>
    private void Relabel(ContainerSpec spec, SecurityLabels labels, MountSpec mount)
    {
        if (node.Lsm.Volume(spec, labels, mount.Relabel ?? "shared") is not { } label)
            return;
        if (mount.Kind == MountKind.Volume)
            Relabelling.Apply(node.Volumes.DataPath(mount.Source!), label, onlyIfOther: mount.Relabel is null);
        else if (mount.Relabel is not null)
            Relabelling.Apply(mount.Source!, label, onlyIfOther: false);
        else if (mount.Kind == MountKind.Output && Relabelling.Check(mount.Source!) is null)
            Relabelling.Apply(mount.Source!, label, onlyIfOther: true);
    }

    /// <summary>An earlier attempt may have changed the account files: the writable layer comes first.</summary>
    private UserIdentity? FindUser(Guid id, ContainerSpec spec, IReadOnlyList<string> layers, OpenedRoot root, out string? problem)
    {
        if (spec.Namespaces.Join?.GetValueOrDefault("mnt") is { } source)
        {
            var pid = NamespaceSource.Container(source) is { } owner ? node.InitOf(owner)?.Pid : NamespaceSource.Process(source);
            using var theirs = DirectoryHandle.Open(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/proc/{pid ?? 0}/root"));
            return UserResolver.Resolve(spec.User, spec.Groups, new AccountFiles(theirs), node.IdsInside(spec), out problem);
        }
        using var upper = root.Whole is not null ? null
            : spec.Root?.Upper is { } path ? OpenUpper(path)
            : root.Writable is { } writable ? writable.OpenDirectory("upper") : node.Storage.TryOpenUpper(id, root.Upper);
        using var lowers = new HandleSet();
        List<DirectoryHandle> trees = upper is null ? [] : [upper];
        trees.AddRange(root.Layers.Select(layer => lowers.Keep(DirectoryHandle.Open(layer.Path))));
        trees.AddRange(root.Mount is { } mount ? [mount] : layers.Select(layer => lowers.Keep(DirectoryHandle.Open(layer))));
        return UserResolver.Resolve(spec.User, spec.Groups, new AccountFiles(trees), node.IdsInside(spec), out problem);
    }

    /// <summary>The user's own upper directory, with overlayfs's work directory beside it.</summary>
    private static DirectoryHandle OpenUpper(string path)
    {
        var trimmed = path.TrimEnd('/');
        using var folder = DirectoryHandle.Open(Path.GetDirectoryName(trimmed)!);
        folder.MakeDirectory(RootPlan.OverlayWork, 0x1C0).Dispose();
        return folder.OpenDirectory(Path.GetFileName(trimmed));
    }

    /// <summary>The host's id of root inside.</summary>
    private uint RootOutside(LaunchOrder order, bool group) =>
        IdMaps.Outside(order.Spec, order.Prepared, node.Rootless, 0, group) ?? 0;

    private async Task<LaunchOutcome> AbandonAsync(LiveAttempt attempt, LaunchOutcome outcome)
    {
        await release.ReleaseAsync(attempt, CancellationToken.None).ConfigureAwait(false);
        return outcome;
    }

    private static LaunchOutcome Failed(string step, int errno, string message) =>
        new(null, new LaunchFailure(step, errno, message, EngineError));

    private static string Cut(string name)
    {
        while (Encoding.UTF8.GetByteCount(name) > HostNameMax)
            name = name[..^1];
        return name;
    }
}
