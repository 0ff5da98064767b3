using Orchestrator.Isolation.Lsm.Landlock;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Lsm;

[InMachine(Machine.Plain, Short = true)]
public sealed class LandlockTests(RuntimeHost host) : IClassFixture<RuntimeHost>
{
    private const string Touch = "echo a >/work/a && echo work; echo b >/b && echo root; cat /etc/passwd >/dev/null && echo read; (: >/etc/passwd) && echo emptied; echo end";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_PathRules_LeaveOnlyWhatTheyList(bool noNewPrivileges)
    {
        Inside.Landlock();
        var rules = new LandlockSpec { Paths = [new("rx", "/bin"), new("rx", "/lib"), new("ro", "/etc"), new("rw", "/work"), new("rw", "/dev")] };
        var finished = await RunAsync(Touch, rules, noNewPrivileges);
        finished.Lines.ShouldBe(["work", "read", "end"], finished.Stderr);
        (await RunAsync(Touch, null, noNewPrivileges)).Lines.ShouldBe(["work", "root", "read", "emptied", "end"]);
    }

    [Fact]
    public async Task Run_ExecuteNotListed_CannotExecute()
    {
        Inside.Landlock();
        var rules = new LandlockSpec { Paths = [new("rwx", "/"), new("ro", "/work")] };
        (await RunAsync("cp /bin/busybox /work/busybox; /work/busybox true && echo ran; echo end", rules)).Lines.ShouldBe(["ran", "end"]);
        rules = new LandlockSpec { Paths = [new("rx", "/bin"), new("rw", "/work"), new("rw", "/dev")] };
        (await RunAsync("cat /bin/busybox >/work/busybox; chmod 755 /work/busybox; /work/busybox true && echo ran; echo end", rules)).Lines.ShouldBe(["end"]);
    }

    [Fact]
    public async Task Run_PathThatIsNotThere_IsRefused()
    {
        Inside.Landlock();
        var spec = RuntimeHost.Shell("true") with { Security = new SecuritySpec { Landlock = new LandlockSpec { Paths = [new("ro", "/not/there")] } } };
        var id = Guid.CreateVersion7();
        var prepared = await host.Runtime.PrepareAsync(id, "refused", spec, RuntimeHost.Token());
        var outcome = await host.Runtime.LaunchAsync(
            new Isolation.Runtime.LaunchOrder(id, "refused", 1, spec, prepared.Prepared!), RuntimeHost.Token());
        outcome.Failure.ShouldNotBeNull().Message.ShouldContain("Landlock");
        await host.Runtime.DestroyAsync(id, RuntimeHost.Token());
    }

    [Theory]
    [InlineData("", "bound other fetched")]
    [InlineData("bind", "bound fetched")]
    [InlineData("connect", "bound other")]
    public async Task Run_PortRules_LeaveOnlyWhatTheyList(string kind, string can)
    {
        Has(4, "rules for TCP ports");
        const string Serve = "httpd -h /etc -p 127.0.0.1:8080 && echo bound; httpd -h /etc -p 127.0.0.1:8081 && echo other; "
            + "wget -q -O - http://127.0.0.1:8080/passwd >/dev/null && echo fetched; echo end";
        var rules = kind switch
        {
            "bind" => new LandlockSpec { Bind = [8080] },
            "connect" => new LandlockSpec { Connect = [8081] },
            _ => null,
        };
        var finished = await RunAsync(Serve, rules);
        finished.Lines.ShouldBe([.. can.Split(' '), "end"], finished.Stderr);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Exec_UnderAScopeOfSignals_CannotSignalWhatIsOutsideOfItsDomain(bool scoped)
    {
        Has(6, "scopes");
        var spec = RuntimeHost.Shell("sleep 600 & echo up; wait") with
        {
            Security = new SecuritySpec { Landlock = scoped ? new LandlockSpec { Scopes = ["signal"] } : null },
        };
        var running = await host.StartContainerAsync(spec);
        await running.LineAsync("up");
        var exec = Guid.NewGuid();
        // What an exec starts is a domain of its own beside the payload's.
        var outcome = await host.Runtime.ExecAsync(
            new Isolation.Runtime.ExecOrder(running.Id, exec, ["sh", "-c", "sleep 60 & kill -9 $! || exit 9; kill -0 1"], new Dictionary<string, string>(), null, null, false, -1, -1, -1),
            RuntimeHost.Token());
        outcome.Failure.ShouldBeNull();
        (await host.ExecExitOf(exec)).Status.Code.ShouldBe(scoped ? 1 : 0);
        await running.KillAsync();
    }

    [Theory]
    [InlineData("ro", "/x", null, "not active")]
    [InlineData("ro", "/x", 4, "ABI 4 and they need 5")]
    [InlineData("rq", "/x", 7, "no kind of access")]
    [InlineData("ro", "x", 7, "not absolute")]
    public void Check_WhatCannotBe_SaysWhy(string access, string path, int? version, string says) =>
        LandlockCheck.Check(new LandlockSpec { Paths = [new(access, path)] }, version).ShouldNotBeNull().ShouldContain(says);

    [Fact]
    public void Check_EveryKind_IsTakenByTheKernelThatHasIt()
    {
        LandlockCheck.Check(new LandlockSpec { Paths = [new("ro", "/x")] }, 5).ShouldBeNull();
        LandlockCheck.Check(new LandlockSpec { Connect = [443] }, 4).ShouldBeNull();
        LandlockCheck.Check(new LandlockSpec { Connect = [443] }, 3).ShouldNotBeNull();
        LandlockCheck.Check(new LandlockSpec { Scopes = ["signal"] }, 6).ShouldBeNull();
        LandlockCheck.Check(new LandlockSpec { Scopes = ["signal"] }, 5).ShouldNotBeNull();
        LandlockCheck.Check(new LandlockSpec(), 7).ShouldNotBeNull().ShouldContain("empty");
    }

    private static void Has(int abi, string what)
    {
        Inside.Landlock();
        var version = Kernel.Landlock.Version();
        Assert.SkipUnless(version >= abi, $"this kernel's Landlock has ABI {version}, and {what} need {abi}");
    }

    private async Task<Finished> RunAsync(string script, LandlockSpec? rules, bool noNewPrivileges = true) => await host.RunAsync(
        RuntimeHost.Shell(script) with
        {
            WorkingDirectory = "/work",
            Security = new SecuritySpec { Landlock = rules, NoNewPrivileges = noNewPrivileges },
        });
}
