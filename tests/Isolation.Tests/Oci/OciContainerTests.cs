using System.Text.Json;
using Orchestrator.Formats.Oci;
using Orchestrator.Isolation.Oci;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Oci;

/// <summary>Bundles carried out by the real launcher.</summary>
public sealed class OciContainerTests(RuntimeHost host) : IClassFixture<RuntimeHost>
{
    private const string Mounts =
        """
        {"destination":"/proc","type":"proc","source":"proc"},
        {"destination":"/dev","type":"tmpfs","source":"tmpfs","options":["nosuid","strictatime","mode=755","size=65536k"]},
        {"destination":"/dev/pts","type":"devpts","source":"devpts","options":["nosuid","noexec","newinstance","ptmxmode=0666","mode=0620","gid=5"]},
        {"destination":"/dev/shm","type":"tmpfs","source":"shm","options":["nosuid","noexec","nodev","mode=1777","size=65536k"]},
        {"destination":"/dev/mqueue","type":"mqueue","source":"mqueue","options":["nosuid","noexec","nodev"]},
        {"destination":"/sys","type":"sysfs","source":"sysfs","options":["nosuid","noexec","nodev","ro"]},
        {"destination":"/sys/fs/cgroup","type":"cgroup","source":"cgroup","options":["nosuid","noexec","nodev","relatime","ro"]}
        """;

    [Fact]
    public async Task Run_ABundleAsRuncWritesIt_HasWhatItAsksFor()
    {
        var finished = await RunAsync(
            """
            hostname; id -u; pwd; echo $GREETING; ulimit -n; cat /proc/sys/net/ipv4/ip_forward
            grep -E '^Cap(Eff|Bnd|Amb)' /proc/self/status | tr '\n\t' '  '; grep NoNewPrivs /proc/self/status
            cat /proc/acpi/wakeup 2>/dev/null; (echo 1 > /proc/sys/kernel/shm_rmid_forced) 2>/dev/null || echo read-only
            (touch /x) 2>/dev/null || echo root-read-only; ls /dev | tr '\n' ' '; grep -c ' /sys/fs/cgroup cgroup2' /proc/mounts; cat /proc/self/oom_score_adj
            """,
            """
            "rlimits":[{"type":"RLIMIT_NOFILE","soft":100,"hard":100}],"noNewPrivileges":true,"oomScoreAdj":7,
            "capabilities":{"bounding":["CAP_KILL","CAP_CHOWN"],"effective":["CAP_KILL"],"permitted":["CAP_KILL"],"inheritable":[],"ambient":[]}
            """,
            """
            "sysctl":{"net.ipv4.ip_forward":"1"},"maskedPaths":["/proc/acpi"],"readonlyPaths":["/proc/sys"],
            "seccomp":{"defaultAction":"SCMP_ACT_ALLOW","architectures":["SCMP_ARCH_X86_64"],"syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO","errnoRet":38}]}
            """);

        finished.Code.ShouldBe(0, finished.Stderr);
        finished.Lines.ShouldBe(
        [
            "bundle", "0", "/tmp", "hello", "100", "1",
            "CapEff: 0000000000000020 CapBnd: 0000000000000021 CapAmb: 0000000000000000 NoNewPrivs:\t1",
            "read-only", "root-read-only", "fd full mqueue null ptmx pts random shm stderr stdin stdout tty urandom zero 1", "7",
        ]);
    }

    [Fact]
    public async Task Run_WithIdMappingsAndHooks_TheyAreCarriedOut()
    {
        // Open to all: the first hook runs as root of the user namespace, who is nobody on the host.
        var marks = Directory.CreateTempSubdirectory("orch-marks-").FullName;
        File.SetUnixFileMode(marks, (UnixFileMode)0x1FF);
        var hooks = $$"""
            "hooks":{"createContainer":[{"path":"/bin/sh","args":["sh","-c","cat > {{marks}}/create"]}],
            "poststop":[{"path":"/bin/sh","args":["sh","-c","cat > {{marks}}/stop"],"env":["A=b"]}]},
            """;

        var finished = await RunAsync(
            "cat /proc/self/uid_map", """ "noNewPrivileges":true """,
            """ "uidMappings":[{"containerID":0,"hostID":400000,"size":65536}],"gidMappings":[{"containerID":0,"hostID":400000,"size":65536}] """,
            hooks, own: 400_000);

        finished.Code.ShouldBe(0, finished.Stderr);
        finished.Stdout.Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["0", "400000", "65536\n"]);
        State(Path.Combine(marks, "create")).ShouldBe(("creating", "box"));
        State(Path.Combine(marks, "stop")).ShouldBe(("stopped", "box"));
        Directory.Delete(marks, recursive: true);
    }

    [Fact]
    public async Task Run_WithDevices_HasThemAndNoOthers()
    {
        var finished = await RunAsync(
            """
            head -c 3 /dev/naught | od -An -tx1 | xargs; stat -c '%t:%T' /dev/naught; echo x > /dev/sink && echo swallowed; echo end
            """,
            "\"noNewPrivileges\":true",
            """
            "devices":[{"path":"/dev/naught","type":"c","major":1,"minor":5},{"path":"/dev/sink","type":"c","major":1,"minor":3,"fileMode":438,"uid":0,"gid":0}],
            "resources":{"devices":[{"allow":false,"access":"rwm"},{"allow":true,"type":"c","major":1,"minor":5,"access":"r"},{"allow":true,"type":"c","major":1,"minor":3,"access":"rw"}]}
            """);

        finished.Lines.ShouldBe(["00 00 00", "1:5", "swallowed", "end"], finished.Stderr);
    }

    [Fact]
    public async Task Run_EachKindOfHook_IsRunInItsPlaceAndOrderWithTheState()
    {
        var marks = Directory.CreateTempSubdirectory("orch-marks-").FullName;
        File.SetUnixFileMode(marks, (UnixFileMode)0x1FF);
        string Hook(string name) => $$"""
            "{{name}}":[{"path":"/bin/sh","args":["sh","-c","cat > {{marks}}/{{name}}; echo {{name}} $A >> {{marks}}/order"],"env":["A=b"],"timeout":20}]
            """;
        var hooks = $$"""
            "hooks":{ {{Hook("poststart")}},{{Hook("createRuntime")}},{{Hook("prestart")}},{{Hook("poststop")}},
            "startContainer":[{"path":"/bin/sh","args":["sh","-c","cat >&2"]}]},
            """;

        var finished = await RunAsync("sleep 0.3; echo ran", """ "noNewPrivileges":true """, """ "maskedPaths":[] """, hooks);

        finished.Code.ShouldBe(0, finished.Stderr);
        finished.Stdout.ShouldBe("ran\n");
        (await File.ReadAllLinesAsync(Path.Combine(marks, "order"), RuntimeHost.Token())).ShouldBe(
            ["prestart b", "createRuntime b", "poststart b", "poststop b"]);
        var started = JsonDocument.Parse(finished.Stderr).RootElement;
        started.GetProperty("status").GetString().ShouldBe("created");
        foreach (var (name, status) in (ReadOnlySpan<(string, string)>)[("prestart", "creating"), ("createRuntime", "creating"), ("poststart", "running"), ("poststop", "stopped")])
        {
            using var state = JsonDocument.Parse(File.ReadAllText(Path.Combine(marks, name)));
            state.RootElement.GetProperty("status").GetString().ShouldBe(status, name);
            state.RootElement.TryGetProperty("pid", out var pid).ShouldBe(status != "stopped", name);
            if (status != "stopped")
                pid.GetInt32().ShouldBe(started.GetProperty("pid").GetInt32(), name);
        }
        Directory.Delete(marks, recursive: true);
    }

    private static (string?, string?) State(string file)
    {
        using var state = JsonDocument.Parse(File.ReadAllText(file));
        return (state.RootElement.GetProperty("status").GetString(), state.RootElement.GetProperty("id").GetString());
    }

    private async Task<Finished> RunAsync(string script, string process, string linux, string hooks = "", int own = 0)
    {
        Assert.SkipWhen(host.WhyNot is not null, host.WhyNot ?? "");
        var bundle = Directory.CreateDirectory(Path.Combine(host.Root, $"bundle{Guid.NewGuid():N}")).FullName;
        var layer = host.Images.LayerPath(host.Images.Resolve("busybox").Image!.Digest)!;
        using (var copy = System.Diagnostics.Process.Start("/bin/sh", ["-c", $"cp -a {layer} {bundle}/rootfs && chown -hR {own}:{own} {bundle}/rootfs"]))
            await copy.WaitForExitAsync(RuntimeHost.Token());
        var command = JsonSerializer.Serialize(script);
        var (config, problems) = OciReader.Read($$$"""
            {"ociVersion":"1.2.0","root":{"path":"rootfs","readonly":true},"hostname":"bundle",{{{hooks}}}"mounts":[{{{Mounts}}}],
            "process":{"args":["sh","-c",{{{command}}}],"env":["PATH=/bin:/usr/bin","GREETING=hello"],"cwd":"/tmp","user":{"uid":0,"gid":0},{{{process}}} },
            "linux":{"namespaces":[{"type":"pid"},{"type":"network"},{"type":"ipc"},{"type":"uts"},{"type":"mount"},{"type":"cgroup"},{"type":"user"}],{{{linux}}} }}
            """);
        problems.ShouldBeEmpty();
        var mapped = OciMapper.Map(config!, bundle, "box", new ContainerSpec(), []);
        mapped.Problems.ShouldBeEmpty();
        return await host.RunAsync(mapped.Spec);
    }
}
