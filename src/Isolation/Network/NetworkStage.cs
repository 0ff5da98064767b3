using Orchestrator.Isolation.Launching;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Runtime.Stages;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Faults;
using Orchestrator.Netlink;
using Orchestrator.Netlink.Route;

namespace Orchestrator.Isolation.Network;

/// <summary>
/// Gives a container its network before it is started, and takes it away. All is made in the daemon's own network namespace
/// and in one that nobody has been in yet, so that the first instruction inside finds it as it stays.
/// </summary>
internal sealed class NetworkStage(NodeContext node) : IDisposable
{
    private readonly NodeMark _mark = new(node.Options.Root);
    private readonly HostNetwork _home = new(node.Options.HostNetwork);
    private readonly LendingDesk _desk = new(Path.Combine(node.Options.StateDirectory, "netns"), new HostNetwork(node.Options.HostNetwork), node.Notice);
    private readonly Lock _gate = new();
    private NetlinkSocket? _host;

    /// <summary>Told of every interface.</summary>
    public INetworkWatcher? Watcher { get; set; }

    /// <summary>Null, or what of the interfaces this host cannot give.</summary>
    public string? Check(ContainerSpec spec)
    {
        if (spec.Networks is not { Count: > 0 } networks)
            return null;
        lock (_gate)
        {
            if (node.Rootless is not null)
                return HostCheck.Rootless(networks, Host, UserNics.OfThisProcess is not null);
            return HostCheck.Check(networks, Host, _home);
        }
    }

    /// <summary>The namespaces for this attempt with its interfaces in them; null with the problem. What it holds is the caller's to dispose.</summary>
    public async Task<(EnteredNetwork? Entered, NetworkProblem? Problem)> EnterAsync(LaunchOrder order, CancellationToken cancel)
    {
        var spec = order.Spec;
        if (!spec.Namespaces.OwnNetwork || spec.Networks is not { Count: > 0 } networks)
            return (new EnteredNetwork(), null);
        var entered = new EnteredNetwork();
        try
        {
            entered = spec.Namespaces.OwnUsers
                ? new EnteredNetwork { Namespaces = await MakeAsync(order, cancel).ConfigureAwait(false) }
                : new EnteredNetwork { Network = MakeAlone() };
            Failpoint.Hit("network.before-attach");
            if (InterfaceResolver.Resolve(order.Id, networks, order.Prepared.Networks, out var wrong) is not { } wanted)
                return Refused(new NetworkProblem(wrong!, 0));
            var attached = Attach(order, wanted, entered, out var problem);
            Failpoint.Hit("network.after-attach");
            if (attached is null)
                return Refused(problem!);
            if (await NetworkHooks.RunAsync(node, spec, attached.Interfaces, HookKind.NetworkUp, cancel).ConfigureAwait(false) is { } failed)
            {
                Release(order.Id, order.Attempt, spec, attached);
                return Refused(new NetworkProblem(failed, 0));
            }
            return (entered with { Attached = attached }, null);
        }
        catch (SystemCallException failure)
        {
            return Refused(new NetworkProblem(failure.Message, failure.Number));
        }

        (EnteredNetwork?, NetworkProblem?) Refused(NetworkProblem problem)
        {
            entered.Dispose();
            return (null, problem);
        }
    }

    /// <summary>The processes of the attempt are gone.</summary>
    public async Task ReleaseAsync(LiveAttempt attempt, CancellationToken cancel)
    {
        var problem = await NetworkHooks.RunAsync(
            node, attempt.Spec, attempt.Network?.Interfaces ?? [], HookKind.NetworkDown, cancel).ConfigureAwait(false);
        if (problem is not null)
            node.Notice($"Container {attempt.Id}: {problem}");
        Release(attempt.Id, attempt.Attempt, attempt.Spec, attempt.Network);
    }

    private void Release(Guid container, int attempt, ContainerSpec spec, AttachedNetwork? attached)
    {
        if (!spec.Namespaces.OwnNetwork || spec.Networks is not { Count: > 0 })
            return;
        Watcher?.Released(container, attempt);
        lock (_gate)
        {
            foreach (var made in attached?.Interfaces ?? [])
                InterfaceMaker.Remove(Host, made);
            if (attached?.HasLoan != false)
                _desk.TakeBack(container, attempt, Host);
        }
    }

    /// <summary>What went over the interfaces of an attempt; null: it has none, or they are gone.</summary>
    public NetworkUsage? Read(LiveAttempt attempt)
    {
        if (attempt.Network is not { Interfaces.Count: > 0 } attached)
            return null;
        lock (_gate)
        {
            // A device that went with its namespace leaves its last figures.
            var now = InterfaceCounters.Read(attached, Host, attempt.Exit is null ? attempt.Init?.Pid : null);
            return attempt.NetworkUsage = now ?? attempt.NetworkUsage;
        }
    }

    /// <summary>The interfaces of a container that an earlier daemon had started, as far as they have an end on the host.</summary>
    public AttachedNetwork? Recover(KnownContainer known)
    {
        if (node.Rootless is not null || !known.Spec.Namespaces.OwnNetwork || known.Spec.Networks is not { Count: > 0 } networks
            || InterfaceResolver.Resolve(known.Id, networks, known.Prepared.Networks, out _) is not { } wanted)
            return null;
        List<AttachedInterface> found = [];
        lock (_gate)
        {
            foreach (var one in wanted)
            {
                var name = one.Spec.HostName ?? _mark.Name('v', known.Id, known.Attempt, one.Index);
                var end = one.IsVeth ? Host.FindLink(name) : null;
                var shaper = one.Spec.EgressBitsPerSecond is null ? null : Host.FindLink(_mark.Name('i', known.Id, known.Attempt, one.Index));
                found.Add(new AttachedInterface(one, one.Name ?? one.Link!, end?.Parent ?? 0, end is null ? null : name, end?.Index ?? 0, one.Mac?.ToString())
                {
                    Shaper = shaper?.Index ?? 0,
                });
            }
        }
        return new AttachedNetwork(found, HasLoan: true);
    }

    /// <summary>Moves a device of the host into a container that runs. Null: done; else what stands in the way.</summary>
    public string? Plug(Descriptor network, string device, string name)
    {
        lock (_gate)
            return Move(Host, device, network, name);
    }

    /// <summary>The way back.</summary>
    public string? Unplug(Descriptor network, string device, string name)
    {
        using var inside = NetlinkSocket.Open(NetlinkProtocol.Route, network);
        using var home = _home.Handle();
        return Move(inside, device, home, name);
    }

    private static string? Move(NetlinkSocket from, string device, Descriptor to, string name)
    {
        if (from.FindLink(device) is not { } link)
            return $"There is no network device {device}.";
        // What is up cannot get another name.
        _ = from.Change(new NetlinkMessages().SetUp(link.Index, up: false));
        if (from.Change(new NetlinkMessages().Move(link.Index, to, name)) is not { } error)
            return null;
        if ((link.Flags & 1) != 0)
            _ = from.Change(new NetlinkMessages().SetUp(link.Index, up: true));
        return $"{device} cannot be moved: {error}";
    }

    /// <summary>What an earlier daemon has left: a device is a dead attempt's, or belongs to one that lives.</summary>
    public void RemoveStrangers(IReadOnlySet<(Guid, int)> living)
    {
        if (node.Rootless is not null)
            return;
        lock (_gate)
        {
            var messages = new NetlinkMessages();
            foreach (var link in Host.Links())
            {
                if (_mark.Owner(link.Alias) is { } owner && !living.Contains(owner))
                    messages.DeleteLink(link.Index);
            }
            _ = Host.ChangeAll(messages);
            _desk.TakeBackFromOthers(living, Host);
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _host?.Dispose();
    }

    private NetlinkSocket Host => _host ??= _home.Open(NetlinkProtocol.Route);

    private Task<OwnNamespaces> MakeAsync(LaunchOrder order, CancellationToken cancel) => node.Launcher.MakeNamespacesAsync(
        IdMaps.Text(order.Spec, order.Prepared, node.Rootless, group: false),
        IdMaps.Text(order.Spec, order.Prepared, node.Rootless, group: true), cancel);

    /// <summary>Of a container without ids of its own: its root is the host's.</summary>
    private static NamespaceHandle MakeAlone()
    {
        var network = NetworkNamespace.Make();
        using var inside = NetlinkSocket.Open(NetlinkProtocol.Route, network);
        _ = inside.Change(new NetlinkMessages().SetUp(1, up: true)); // lo is the first of every namespace
        return network;
    }

    private AttachedNetwork? Attach(LaunchOrder order, IReadOnlyList<ContainerInterface> wanted, EnteredNetwork entered, out NetworkProblem? problem)
    {
        problem = null;
        Descriptor network = entered.Network is { } alone ? alone : entered.Namespaces!.Network;
        List<AttachedInterface> made = [];
        using var inside = NetlinkSocket.Open(NetlinkProtocol.Route, network);
        PingGroups.Open(network);
        lock (_gate)
        {
            var loan = Loan(wanted);
            if (!loan.IsEmpty)
                _desk.Lend(order.Id, order.Attempt, network, loan);
            var maker = new InterfaceMaker(_home, Host, inside, network, _mark, order.Id, order.Attempt)
            {
                Owner = node.Rootless is null ? null : entered.Namespaces?.User,
            };
            foreach (var one in wanted)
            {
                if (maker.Make(one, out problem) is not { } done)
                    break;
                made.Add(done);
                if (one.Type != NetworkType.Phys)
                    continue;
                loan = loan with { Devices = [.. loan.Devices.Select(device => device.Name == one.Link ? device with { Inside = done.Inside } : device)] };
                _desk.Lend(order.Id, order.Attempt, network, loan);
            }
            problem ??= Proxy(loan);
            if (problem is null && Watcher?.Attached(order.Id, order.Attempt, order.Spec, order.Prepared, made) is { } refused)
                problem = new NetworkProblem(refused, 0);
            if (problem is null)
                return new AttachedNetwork(made, !loan.IsEmpty);
            foreach (var done in made)
                InterfaceMaker.Remove(Host, done);
            if (!loan.IsEmpty)
                _desk.TakeBack(order.Id, order.Attempt, Host);
        }
        Watcher?.Released(order.Id, order.Attempt);
        return null;
    }

    private BorrowedThings Loan(IReadOnlyList<ContainerInterface> wanted)
    {
        List<MovedDevice> devices = [];
        List<ProxiedAddress> proxies = [];
        foreach (var one in wanted)
        {
            // Its index inside is the same as here unless that is taken there, which is told once it has moved.
            if (one.Type == NetworkType.Phys && Host.FindLink(one.Link!) is { } link)
                devices.Add(new MovedDevice(link.Index, link.Name, link.Mac?.ToString(), link.Mtu, (link.Flags & 1) != 0));
            if (one.Spec.NeighbourProxy == true)
                proxies.AddRange(one.Addresses.Select(address => new ProxiedAddress(one.Link!, address.Address.ToString())));
        }
        return new BorrowedThings { Devices = devices, Proxies = proxies };
    }

    private NetworkProblem? Proxy(BorrowedThings loan)
    {
        var messages = new NetlinkMessages();
        foreach (var proxied in loan.Proxies)
        {
            if (Host.FindLink(proxied.Link) is { } link)
                messages.AddProxyNeighbour(link.Index, System.Net.IPAddress.Parse(proxied.Address));
        }
        return Host.Change(messages) is { } error ? NetworkProblem.Of("Having the host answer for a container's address", error) : null;
    }
}
