using Orchestrator.Chaos.Checks;
using Orchestrator.Chaos.Clients;
using Orchestrator.Chaos.Jobs;
using Orchestrator.Chaos.Killing;
using Orchestrator.Client;
using Orchestrator.Contracts.Events;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.Chaos.Failpoints;

/// <summary>
/// One engine that dies at a named place while a user goes through everything: two containers are there before, one of
/// them ends while nobody looks, and the user's orders are given again until they are taken.
/// </summary>
internal sealed class Stage(OrchRoot root, string failpoint, int hit, string mark)
{
    private const int Unreachable = 3;
    private const int MostTries = 8;
    private const UnixFileMode Everybody = (UnixFileMode)0b111_111_111;

    // Written to by root of a user namespace, which is nobody to a plain bind mount.
    private readonly string _proofs = Directory.CreateDirectory(Path.Combine(root.Folder, "proofs-" + mark), Everybody).FullName;
    private readonly List<int> _daemons = [];
    private readonly List<int> _launchers = [];
    private int _keptPid;
    private volatile bool _over;

    /// <summary>Whether the place was reached: somebody died who was not killed from outside.</summary>
    public bool Died { get; private set; }

    private bool OfLauncher => failpoint.StartsWith("launcher.", StringComparison.Ordinal);

    private string Name(string what) => $"{what}-{mark}";

    public async Task SetAsync()
    {
        File.SetUnixFileMode(_proofs, Everybody);
        (await Run("keep", "sleep 600")).Ok();
        (await Run("ends", "while [ ! -e /out/go ]; do usleep 20000; done; end 42; exit 42")).Ok();
        _keptPid = (await root.Inspect(Name("keep"))).GetProperty("pid").GetInt32();
        var ends = (await root.Inspect(Name("ends"))).GetProperty("pid").GetInt32();
        await OrchRoot.KillAsync(EnginePids.Daemon(root)!.Value);
        if (OfLauncher)
            await OrchRoot.KillAsync(EnginePids.Launcher(root)!.Value);
        await File.WriteAllTextAsync(Path.Combine(_proofs, "go"), "");
        await Clock.Until("the second container has ended", () => !Processes.Lives(ends));
    }

    /// <summary>The engine with the failpoint, and the user's orders.</summary>
    public async Task PlayAsync()
    {
        var armed = new Dictionary<string, string> { ["ORCH_FAILPOINTS"] = $"{failpoint}=kill@{hit}" };
        await root.StartWith(armed, "info").ResultAsync();
        Look();
        // Each launcher that the armed daemon starts would die at its first hit again. So with the first hit both die.
        var both = OfLauncher && hit == 1 && EnginePids.Launcher(root) is { } launcher ? KillDaemonAfterAsync(launcher) : Task.CompletedTask;
        await Insist("run", "--name", Name("code"), "-v", $"{_proofs}:/out", "busybox", "sh", "-c", Proof.Shell(Name("code")) + "end 3; exit 3");
        await Insist("run", "--name", Name("none"), "busybox", "/no/such/program");
        await Insist("create", "--name", Name("walk"), "-v", $"{_proofs}:/out", "busybox", "sh", "-c",
            Proof.Shell(Name("walk")) + "trap 'end 6; exit 6' TERM; while :; do usleep 20000; done");
        foreach (var order in (string[])["start", "freeze", "thaw"])
            await Insist(order, Name("walk"));
        await Insist("exec", Name("walk"), "true");
        await Insist("fleet", "freeze", "--all");
        // A freeze that a killed daemon had begun is carried on by the next one; until it is done a thaw is refused as busy.
        await Clock.Until("the fleet is thawed", async () => (await root.Orch("fleet", "thaw", "--all")).ExitCode == 0);
        Look();
        await Insist("stop", Name("walk"));
        // One at a time where each launcher dies at its second launch: two at once would never get through.
        await Insist("batch", "run", root.Write(Name("batch") + ".yaml", $$"""
            name: {{Name("batch")}}
            concurrency: {{(OfLauncher ? 1 : 3)}}
            defaults: { image: busybox, memory: 32M, pids: 16 }
            jobs:
              - { name: job, count: 3, command: [sh, -c, '{{Proof.Shell(Name("job") + "-{index}").Replace("'", "''", StringComparison.Ordinal)}} end 0; exit 0'], inputs: [], output: { target: /out, dest: "{{_proofs}}" } }
            """));
        await Insist("rm", "-f", Name("none"));
        Look();
        _over = true;
        await both;
        // What still carries the failpoint goes, so that the end is judged by an engine without it.
        foreach (var pid in (int?[])[EnginePids.Daemon(root), OfLauncher ? EnginePids.Launcher(root) : null])
            if (pid is { } alive)
                await OrchRoot.KillAsync(alive);
        (await root.Orch("run", "--rm", "busybox", "sh", "-c", "exit 11")).Expect(11);
        await root.Orch("batch", "wait", Name("batch"));
    }

    public async Task<List<string>> JudgeAsync(string parent)
    {
        using var door = new Door(root);
        var events = new List<EventView>();
        await foreach (var (view, problem) in door.Client.Events.ReadAsync(new EventQuery { AfterSeq = 0 }, null, CancellationToken.None))
            events.Add(view ?? throw new InvalidOperationException(Door.Text(problem)));
        var history = new History(events);
        var check = new AttemptCheck(history, _ => false);
        foreach (var name in (string[])["ends", "code", "none", "walk"])
            check.Check(Name(name), Proof.Read(Path.Combine(_proofs, Name(name))));
        for (var i = 0; i < 3; i++)
            check.Check($"{Name("batch")}.job.{i}", Proof.Read(Path.Combine(_proofs, $"{Name("job")}-{i}")));
        check.Check(Name("keep"), Proof.Read(Path.Combine(_proofs, Name("keep"))), mayLive: true);
        var wrong = check.Wrong;
        var kept = await root.Inspect(Name("keep"));
        if (kept.GetProperty("state").GetString() != "RUNNING" || kept.GetProperty("pid").GetInt32() != _keptPid || !Processes.Lives(_keptPid))
            wrong.Add($"{Name("keep")} was to go on as process {_keptPid}: {kept}");
        foreach (var attempt in history.Attempts(Name("code")).Where(attempt => attempt is { Unknown: false, Code: not null and not 3 }))
            wrong.Add($"{Name("code")} was to exit with 3: {attempt}");
        foreach (var name in (await root.Orch("ps", "-a", "-q")).Ok().Lines)
            (await root.Orch("rm", "-f", name)).Ok();
        await Clock.Until($"no cgroup is left of {failpoint}", () => Leftovers.Cgroups(parent).Count == 0, TimeSpan.FromSeconds(15));
        wrong.AddRange(Leftovers.Mounts(root.Folder).Select(mount => $"left behind: mount {mount}"));
        return wrong;
    }

    private Task<CliResult> Run(string name, string body) => root.Orch(
        "run", "-d", "--name", Name(name), "-v", $"{_proofs}:/out", "busybox", "sh", "-c", Proof.Shell(Name(name)) + body);

    /// <summary>Until somebody answers; what is answered may be that it was done already.</summary>
    private async Task Insist(params string[] order)
    {
        for (var i = 0; i < MostTries; i++)
        {
            var result = await root.Orch(order);
            Look();
            if (result.ExitCode != Unreachable)
                return;
        }
    }

    private async Task KillDaemonAfterAsync(int launcher)
    {
        var daemon = EnginePids.Daemon(root);
        await Clock.Until("the launcher has died, or all is over", () => _over || !Processes.Lives(launcher), TimeSpan.FromMinutes(5));
        if (!_over && daemon is { } pid && Processes.Lives(pid))
            await OrchRoot.KillAsync(pid);
        Died |= !_over;
    }

    private void Look()
    {
        Note(_daemons, EnginePids.Daemon(root));
        Note(_launchers, EnginePids.Launcher(root));
        Died |= OfLauncher ? _launchers.Count > 1 : _daemons.Count > 1;
        Died |= (OfLauncher ? EnginePids.Launcher(root) : EnginePids.Daemon(root)) is null;
    }

    private static void Note(List<int> seen, int? pid)
    {
        if (pid is { } known && !seen.Contains(known))
            seen.Add(known);
    }
}
