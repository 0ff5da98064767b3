using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Orchestrator.Cli.Verbs.Isolation.Namespaces;
using Orchestrator.Client;

namespace Orchestrator.Cli.Tests.Verbs.Isolation;

public sealed class NsVerbTests
{
    [Fact]
    public async Task Ls_OwnNamespaces_AreThoseOfProcWithTheirOwners()
    {
        var (code, output, _) = await Tool.RunAsync("ns", "ls", Environment.ProcessId.ToString(CultureInfo.InvariantCulture), "--format", "json");
        code.ShouldBe(0);
        using var json = JsonDocument.Parse(output);
        var found = json.RootElement.EnumerateArray().ToDictionary(
            ns => ns.GetProperty("type").GetString()!, ns => ns.GetProperty("ns").GetUInt64());
        foreach (var kind in NamespaceTable.Kinds)
            new FileInfo($"/proc/self/ns/{kind}").LinkTarget.ShouldBe($"{kind}:[{found[kind]}]");
        foreach (var ns in json.RootElement.EnumerateArray().Where(ns => ns.GetProperty("type").GetString() is "net" or "uts"))
            ns.GetProperty("owner").GetUInt64().ShouldBe(found["user"]);
    }

    [Fact]
    public async Task Ls_All_AreThoseOfLsns()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/lsns"), "lsns is not installed (util-linux)");
        // Others come and go on a busy machine: a namespace of our own is looked for.
        using var child = Process.Start(new ProcessStartInfo("unshare", ["--user", "--map-root-user", "--net", "--uts", "--fork", "sleep", "60"]))!;
        try
        {
            // Its child is counted too: only then is everything as it stays.
            await UntilAsync(() => File.ReadAllText($"/proc/{child.Id}/task/{child.Id}/children").Length > 0);
            var net = NamespaceTable.Of($"/proc/{child.Id}", "net")!.Value;
            var user = NamespaceTable.Of($"/proc/{child.Id}", "user")!.Value;
            var all = NamespaceTable.Read(TestContext.Current.CancellationToken);
            var ours = all.Single(view => view.Type == "net" && view.Ns == net);
            ours.Owner.ShouldBe(user);
            var owner = all.Single(view => view.Type == "user" && view.Ns == user);
            owner.Parent.ShouldBe(NamespaceTable.Of("/proc/self", "user"));
            owner.OwnerUid.ShouldNotBeNull();
            ours.Depth.ShouldBe(owner.Depth + 1);
            var theirs = await OutputAsync("lsns", "-n", "-r", "-o", "NS,TYPE,NPROCS,PID", "-p", child.Id.ToString(CultureInfo.InvariantCulture));
            foreach (var kind in (string[])["net", "user", "uts"])
            {
                var view = all.Single(ns => ns.Type == kind && ns.Ns == NamespaceTable.Of($"/proc/{child.Id}", kind));
                theirs.ShouldContain($"{view.Ns} {kind} {view.Processes} {view.Pid}");
            }
        }
        finally
        {
            child.Kill(entireProcessTree: true);
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Enter_Words_EnterWhatNsenterIsAskedFor()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/nsenter"), "nsenter is not installed (util-linux)");
        using var child = Process.Start(new ProcessStartInfo("unshare", ["--user", "--map-root-user", "--uts", "--net", "--fork", "sleep", "60"]))!;
        try
        {
            // Its ids are mapped after its namespaces are made, and it forks after both: before, nobody can become root inside.
            await UntilAsync(() => File.ReadAllText($"/proc/{child.Id}/task/{child.Id}/children").Length > 0);
            var words = NsEnterVerb.Words(child.Id, ["net", "user", "uts"], ["readlink", "/proc/self/ns/net"]);
            (await OutputAsync("nsenter", [.. words])).Trim().ShouldBe($"net:[{NamespaceTable.Of($"/proc/{child.Id}", "net")}]");
        }
        finally
        {
            child.Kill(entireProcessTree: true);
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        (await Should.ThrowAsync<ProblemException>(() => Tool.RunAsync("ns", "enter", "999999999", "true"))).Problem.ExitCode.ShouldBe(127);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, limit.Token);
    }

    private static async Task<string> OutputAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output;
    }
}
