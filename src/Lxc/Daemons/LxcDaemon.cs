using System.Collections;
using System.Text;
using Orchestrator.Client;
using Orchestrator.Client.Daemons;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Lxc;

/// <summary>The daemon as an LXC container uses it: by blocking calls, since the caller may be a child of fork(2).</summary>
internal sealed class LxcDaemon
{
    private static readonly ContractsJson Json = ContractsJson.Default;

    private readonly BlockingTransport _transport;

    private LxcDaemon(DaemonPlace place, BlockingTransport transport) => (Place, _transport) = (place, transport);

    public DaemonPlace Place { get; }

    /// <summary>Null when none answers.</summary>
    /// <param name="patience">How long an answer may take; null: for ever.</param>
    public static LxcDaemon? IfRunning(TimeSpan? patience = null)
    {
        var place = FindPlace(out _);
        return BlockingTransport.TryOpen(place.Socket, patience) is { } transport ? new LxcDaemon(place, transport) : null;
    }

    /// <summary>As <see cref="IfRunning"/>, but one is started if there is a journal that may know of containers.</summary>
    public static LxcDaemon? IfKnown(TimeSpan? patience = null)
    {
        var place = FindPlace(out _);
        return IfRunning(patience) ?? (place.MayStart && File.Exists(place.Layout.Journal) ? Ensure(patience) : null);
    }

    /// <summary>Starts one if none answers.</summary>
    /// <exception cref="ProblemException">None can be started.</exception>
    public static LxcDaemon Ensure(TimeSpan? patience = null)
    {
        var place = FindPlace(out var environment);
        if (BlockingTransport.TryOpen(place.Socket, patience) is { } running)
            return new LxcDaemon(place, running);
        DaemonStarter.Ensure(place, environment, TimeProvider.System, CancellationToken.None);
        return new LxcDaemon(place, new BlockingTransport(place.Socket, patience));
    }

    public static string Text(Problem problem)
    {
        var text = new StringBuilder(problem.Title);
        if (!string.IsNullOrEmpty(problem.Detail))
            text.Append(": ").Append(problem.Detail);
        if (!string.IsNullOrEmpty(problem.Next))
            text.Append(" (").Append(problem.Next).Append(')');
        return text.ToString();
    }

    /// <summary>Null when there is no such container.</summary>
    /// <exception cref="ProblemException">The daemon could not be asked.</exception>
    public ContainerView? Find(string name)
    {
        var (view, problem) = _transport.Get(Path(name) + "?brief=true", ViewReader.Read);
        return problem is null or { Status: 404 } ? view : throw new ProblemException(problem);
    }

    public IReadOnlyList<ContainerView> List(bool all, string? selector) => Take(_transport.Get(
        $"v1/containers?all={(all ? "true" : "false")}{(selector is null ? "" : "&selector=" + Uri.EscapeDataString(selector))}",
        Json.IReadOnlyListContainerView));

    public ContainerView Create(ContainerRequest request, bool start) => Take(_transport.Post(
        start ? "v1/containers?start=true" : "v1/containers", request, Json.ContainerRequest, ViewReader.Read));

    public ContainerView Start(string name) => Take(_transport.Post(Path(name, "start"), ViewReader.Read));

    public ContainerView Stop(string name, double? seconds) =>
        Take(_transport.Post(Path(name, "stop"), new StopRequest(seconds), Json.StopRequest, ViewReader.Read));

    public ContainerView Kill(string name, int signal) =>
        Take(_transport.Post(Path(name, "kill"), new KillRequest(signal), Json.KillRequest, ViewReader.Read));

    public ContainerView Freeze(string name) =>
        Take(_transport.Post(Path(name, "freeze"), new FreezeRequest(), Json.FreezeRequest, ViewReader.Read));

    public ContainerView Thaw(string name) => Take(_transport.Post(Path(name, "thaw"), ViewReader.Read));

    public ContainerView Rename(string name, string newName) =>
        Take(_transport.Post(Path(name, "rename"), new RenameRequest(newName), Json.RenameRequest, ViewReader.Read));

    public ContainerView Hotplug(string name, HotplugRequest request) =>
        Take(_transport.Post(Path(name, "hotplug"), request, Json.HotplugRequest, ViewReader.Read));

    public ContainerView Remove(string name) => Take(_transport.Delete(Path(name), ViewReader.Read));

    /// <summary>Null when the time passed before the condition held.</summary>
    /// <param name="condition"><c>stopped</c>, <c>next-exit</c>, <c>running</c> or <c>removed</c>.</param>
    public ContainerView? Await(string name, string condition, TimeSpan? within)
    {
        var (view, problem) = _transport.Get($"{Path(name, "wait")}?condition={condition}", ViewReader.Read, within);
        return problem is null or { ExitCode: BlockingTransport.TimedOutExitCode, Status: 0 } ? view : throw new ProblemException(problem);
    }

    public IReadOnlyList<ContainerStats> Stats(string name) =>
        Take(_transport.Get($"v1/stats?history=false&container={Uri.EscapeDataString(name)}", Json.IReadOnlyListContainerStats));

    /// <summary>The configuration that it was made from, as it was written.</summary>
    public string ConfigurationOf(string name) => Take(_transport.Get(Path(name, "lxc"), Json.TextView)).Text;

    /// <summary>Creates and starts it; its output as it comes and its end, in frames.</summary>
    public Stream Run(ContainerRequest request) => Take(_transport.Open("v1/run", request, Json.ContainerRequest));

    /// <summary>The events from now on that tell of a state: of one container, or of all.</summary>
    public BlockingEvents Steps(string? name = null) => Take(_transport.Follow(
        $"follow=true{(name is null ? "" : "&container=" + Uri.EscapeDataString(name))}{string.Concat(ContainerSteps.Types.Select(type => "&type=" + type))}"));

    private static T Take<T>(ApiResult<T> result)
        where T : class => result.Value ?? throw new ProblemException(result.Problem!);

    private static DaemonPlace FindPlace(out Dictionary<string, string> environment)
    {
        environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
            environment[(string)entry.Key] = (string?)entry.Value ?? "";
        return DaemonPlace.Of(null, null, environment);
    }

    private static string Path(string name, string? verb = null) =>
        verb is null ? "v1/containers/" + Uri.EscapeDataString(name) : $"v1/containers/{Uri.EscapeDataString(name)}/{verb}";
}
