using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Orchestrator.Isolation.Checks;
using Orchestrator.Isolation.Identity;
using Orchestrator.Isolation.Launching;
using Orchestrator.Isolation.Lsm.Selinux;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Isolation.Runtime.Stages;

/// <summary>One more process in a running container.</summary>
internal sealed class ExecStage(NodeContext node, ExitPump exits)
{
    private const int EngineError = 125;
    private const int CannotInvoke = 126;
    private const int Kill = 9;

    public async Task<ExecOutcome> RunAsync(ExecOrder order, CancellationToken cancel)
    {
        if (node.Find(order.Id) is not { Init: { } init, Exit: null } attempt || (order.Attempt ?? attempt.Attempt) != attempt.Attempt)
            return Failed("exec", "The container does not run. Start it first (orch start).", CannotInvoke);
        if (node.NodeFrozen || node.Cgroups.Freezer.IsRequested(attempt.Cgroup.Group))
            return Frozen();
        if (!node.Gate.TryEnter())
            return Frozen();
        try
        {
            if (!attempt.ExecGate.TryEnter())
                return Frozen();
            try
            {
                return await EnterAsync(order, attempt, init, cancel).ConfigureAwait(false);
            }
            finally
            {
                attempt.ExecGate.Leave();
            }
        }
        finally
        {
            node.Gate.Leave();
        }
    }

    private async Task<ExecOutcome> EnterAsync(ExecOrder order, LiveAttempt attempt, InitIdentity init, CancellationToken cancel)
    {
        if (order.Command.Count == 0 || string.IsNullOrEmpty(order.Command[0]))
            return Failed("exec", "No command is given. Say what to run, e.g. sh.", EngineError);
        if (order.WorkingDirectory is { } directory && PathCheck.Check(directory, "working directory") is { } badDirectory)
            return Failed("exec", badDirectory, EngineError);

        using var handles = new HandleSet();
        ResolvedExec resolved;
        LabelledStdio? stdio = null;
        try
        {
            var user = FindUser(order, attempt, init, out var problem);
            if (user is null)
                return Failed("user", problem!, CannotInvoke);
            if (node.Lsm.Enter(order.Id, attempt.Spec, attempt.Prepared, running: true, out problem) is not { } labels)
                return Failed("security label", problem!, EngineError);
            if (SecretEnvironment.Of(attempt.Spec, out problem) is not { } environment)
                return Failed("environment", problem!, EngineError);
            resolved = Resolve(order, attempt, user, handles) with { Labels = labels, Environment = Merge(environment, order.Environment) };
            if (labels.Files is { } label)
            {
                stdio = LabelledStdio.Open(
                    node.Storage.WritablePath(order.Id), label, resolved.Stdin, resolved.Stdout, resolved.Stderr);
                resolved = resolved with { Stdin = stdio.Stdin, Stdout = stdio.Stdout, Stderr = stdio.Stderr };
            }
        }
        catch (SystemCallException failure)
        {
            return new ExecOutcome(0, new LaunchFailure(failure.Tried, failure.Number, failure.Message, EngineError));
        }

        using var ends = stdio;
        exits.ExpectExec(order.ExecId, order.Id, stdio?.Drained);
        Failpoint.Hit("runtime.before-exec");
        var answer = await node.Launcher.ExecAsync(resolved, cancel).ConfigureAwait(false);
        Failpoint.Hit("runtime.after-exec");
        if (answer.Process is { } process)
        {
            if (node.Lsm.Verify(process.Pid, resolved.Labels, attempt.Spec with { Init = false }) is not { } unconfined)
                return new ExecOutcome(process.Pid, null);
            exits.ForgetExec(order.ExecId);
            await node.Launcher.SignalAsync(order.ExecId, attempt.Attempt, Kill, cancel).ConfigureAwait(false);
            return Failed("security label", unconfined, EngineError);
        }
        exits.ForgetExec(order.ExecId);
        return new ExecOutcome(0, answer.Failure);
    }

    private static ExecOutcome Frozen() =>
        Failed("exec", "The container is frozen; a new process would freeze with it. Thaw it first (orch thaw).", CannotInvoke);

    private static ResolvedExec NewExec(ExecOrder order, LiveAttempt attempt, UserIdentity user, HandleSet handles)
    {
        var (_, capabilities) = Privileges.Of(attempt.Spec, user.Uid);
        return new ResolvedExec
        {
            ExecId = order.ExecId,
            Container = order.Id,
            Attempt = attempt.Attempt,
            Spec = attempt.Spec with { Personality = order.Personality ?? attempt.Spec.Personality },
            Command = order.Command,
            Environment = Merge(attempt.Spec.Environment, order.Environment),
            WorkingDirectory = order.WorkingDirectory ?? attempt.Spec.WorkingDirectory,
            Uid = user.Uid,
            Gid = user.Gid,
            Groups = user.Groups,
            Home = user.Home,
            Capabilities = capabilities,
            SharedNamespaces = Shared(attempt, handles),
            CgroupDirectory = Group(attempt) is { } v2 ? handles.Keep(v2) : null,
            CgroupTasks = [.. attempt.Cgroup.OpenTasks().Select(handles.Keep)],
            Stdin = Borrow(order.Stdin, handles),
            Stdout = Borrow(order.Stdout, handles),
            Stderr = Borrow(order.Stderr, handles),
            Terminal = order.Terminal,
        };
    }

    private ResolvedExec Resolve(ExecOrder order, LiveAttempt attempt, UserIdentity user, HandleSet handles)
    {
        var security = attempt.Spec.Security;
        var (bounding, _) = Privileges.Of(attempt.Spec, user.Uid);
        var filter = node.Seccomp.Get(security, bounding);
        return NewExec(order, attempt, user, handles) with
        {
            Seccomp = filter?.Code,
            SeccompFlags = filter?.Flags ?? 0,
            Rootless = node.Rootless,
            TimeLimit = node.Options.LaunchTimeout,
        };
    }

    /// <summary>
    /// Reads the account files through the root of the living init. The magic link is followed by us on purpose; below
    /// it no link leads out (openat2(2), RESOLVE_IN_ROOT).
    /// </summary>
    private UserIdentity? FindUser(ExecOrder order, LiveAttempt attempt, InitIdentity init, out string? problem)
    {
        using var root = DirectoryHandle.Open($"/proc/{init.Pid}/root");
        // The pid could have been given to another process between the start and now.
        if (Host.ProcessStat.TryRead(init.Pid)?.StartTicks != init.StartTicks)
        {
            problem = "The container ended just now.";
            return null;
        }
        return UserResolver.Resolve(
            order.User ?? attempt.Spec.User, attempt.Spec.Groups, new AccountFiles(root),
            node.IdsInside(attempt.Spec), out problem);
    }

    /// <summary>
    /// Through the init, which lives there: who gave the namespace may be gone. Its user, mount and pid namespaces are
    /// entered by the exec itself.
    /// </summary>
    private static IReadOnlyDictionary<string, SafeHandle> Shared(LiveAttempt attempt, HandleSet handles)
    {
        if (attempt.Spec.Namespaces.Join is not { } join || attempt.Init is not { } init)
            return new Dictionary<string, SafeHandle>();
        var own = attempt.Spec.Namespaces with
        {
            Join = join.Where(pair => pair.Key is not ("user" or "mnt" or "pid"))
                .ToDictionary(pair => pair.Key, pair => $"/proc/{init.Pid}/ns/{pair.Key}"),
        };
        return SharedNamespace.Open(own, handles, _ => null, out _) ?? new Dictionary<string, SafeHandle>();
    }

    private static Dictionary<string, string> Merge(
        IReadOnlyDictionary<string, string> container, IReadOnlyDictionary<string, string> exec)
    {
        var merged = new Dictionary<string, string>(container, StringComparer.Ordinal);
        foreach (var (key, value) in exec)
            merged[key] = value;
        return merged;
    }

    /// <summary>The caller's descriptor, not closed by us; null for -1.</summary>
    private static SafeHandle? Borrow(int descriptor, HandleSet handles) =>
        descriptor < 0 ? null : handles.Keep(new SafeFileHandle(descriptor, ownsHandle: false));

    private static DirectoryHandle? Group(LiveAttempt attempt) =>
        attempt.Spec.Tree?.Cgroup == CgroupView.Delegated && attempt.Init is { } init
            ? attempt.Cgroup.OpenV2Beside(init.Pid)
            : attempt.Cgroup.OpenV2();

    private static ExecOutcome Failed(string step, string message, int code) =>
        new(0, new LaunchFailure(step, 0, message, code));
}
