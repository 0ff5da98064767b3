using System.Globalization;
using System.Text.Json.Nodes;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Oci;

/// <summary>
/// What the validation programs of OCI's runtime-tools check, each as a bundle of our own and by the name of the program
/// (Debian has their library only, and not the programs). The commands of an OCI runtime go through orch-oci.
/// </summary>
public sealed class RuntimeToolsTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    private static string Adapter => Path.Combine(Binaries.Top, "tests", "EndToEnd", "Oci", "orch-oci");

    [Theory]
    [InlineData("default", "{}", "hostname; pwd; id -u; ls / | tr '\\n' ' '", "mrsdalloway;/;0;bin data dev etc proc sys tmp ")]
    [InlineData("hostname", """{"hostname":"hostname-specific"}""", "hostname", "hostname-specific")]
    [InlineData("process", """{"process":{"cwd":"/tmp","env":["PATH=/bin","testa=valuea","testb=123"]}}""", "pwd; echo $testa $testb", "/tmp;valuea 123")]
    [InlineData("process_user", """{"process":{"user":{"uid":10,"gid":10,"additionalGids":[5]}}}""", "id -u; id -g; id -G", "10;10;10 5")]
    [InlineData("process_user umask", """{"process":{"user":{"uid":0,"gid":0,"umask":2}}}""", "umask", "0002")]
    [InlineData("process_rlimits", """{"process":{"rlimits":[{"type":"RLIMIT_NOFILE","soft":512,"hard":700},{"type":"RLIMIT_CORE","soft":1024,"hard":2048}]}}""", "ulimit -n; ulimit -Hn; ulimit -c; ulimit -Hc", "512;700;2;4")]
    [InlineData("process_capabilities", """{"process":{"capabilities":{"bounding":["CAP_CHOWN","CAP_SETUID"],"effective":["CAP_SETUID"],"permitted":["CAP_CHOWN","CAP_SETUID"],"inheritable":[],"ambient":[]}}}""", "grep -E '^Cap(Eff|Prm|Inh|Bnd|Amb)' /proc/self/status | cut -f 2", "0000000000000000;0000000000000081;0000000000000081;0000000000000081;0000000000000000")]
    [InlineData("process_oom_score_adj", """{"process":{"oomScoreAdj":500}}""", "cat /proc/self/oom_score_adj", "500")]
    [InlineData("linux_process noNewPrivileges", """{"process":{"noNewPrivileges":true}}""", "grep NoNewPrivs /proc/self/status | cut -f 2", "1")]
    [InlineData("root_readonly_true", """{"root":{"readonly":true}}""", "touch /x 2>/dev/null || echo refused", "refused")]
    [InlineData("linux_masked_paths", """{"linux":{"maskedPaths":["/data/dir","/data/file","/no/such"]}}""", "ls /data/dir | wc -l; cat /data/file | wc -c", "0;0")]
    [InlineData("linux_readonly_paths", """{"linux":{"readonlyPaths":["/data/dir","/data/file","/no/such"]}}""", "touch /data/dir/x 2>/dev/null || echo dir; (echo x >/data/file) 2>/dev/null || echo file; cat /data/file", "dir;file;content")]
    [InlineData("linux_sysctl", """{"linux":{"sysctl":{"net.ipv4.ip_forward":"1"}}}""", "cat /proc/sys/net/ipv4/ip_forward", "1")]
    [InlineData("linux_seccomp", """{"linux":{"seccomp":{"defaultAction":"SCMP_ACT_ALLOW","architectures":["SCMP_ARCH_X86_64"],"syscalls":[{"names":["getcwd"],"action":"SCMP_ACT_ERRNO","errnoRet":1},{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO"}]}}}""", "mkdir /x 2>/dev/null || echo refused; grep Seccomp: /proc/self/status | cut -f 2", "refused;2")]
    [InlineData("linux_rootfs_propagation", """{"linux":{"rootfsPropagation":"private"}}""", "grep -c shared: /proc/self/mountinfo", "0")]
    [InlineData("mounts", """{"mounts":[{"destination":"/proc","type":"proc","source":"proc"},{"destination":"/data/t","type":"tmpfs","source":"tmpfs","options":["nosuid","size=1m","ro"]}]}""", "grep -o ' /data/t [a-z,]*' /proc/self/mountinfo | cut -d, -f 1,2; touch /data/t/x 2>/dev/null || echo refused", " /data/t ro,nosuid;refused")]
    [InlineData("linux_devices default", "{}", "ls /dev | sort | tr '\\n' ' '; echo; for d in null zero full random urandom tty; do stat -c '%n %t,%T' /dev/$d; done", "fd full mqueue null ptmx pts random shm stderr stdin stdout tty urandom zero ;/dev/null 1,3;/dev/zero 1,5;/dev/full 1,7;/dev/random 1,8;/dev/urandom 1,9;/dev/tty 5,0")]
    [InlineData("linux_ns_nopath", "{}", "for n in pid net ipc uts mnt; do readlink /proc/self/ns/$n; done | sort | cut -d: -f 1 | tr '\\n' ' '", "ipc mnt net pid uts ")]
    [InlineData("linux_uid_mappings", """{"linux":{"namespaces":[{"type":"pid"},{"type":"network"},{"type":"ipc"},{"type":"uts"},{"type":"mount"},{"type":"user"}],"uidMappings":[{"containerID":0,"hostID":500000,"size":2000}],"gidMappings":[{"containerID":0,"hostID":600000,"size":3000}]}}""", "tr -s ' ' </proc/self/uid_map; tr -s ' ' </proc/self/gid_map", " 0 500000 2000; 0 600000 3000")]
    [InlineData("misc_props annotations", """{"annotations":{"org.example.key":"value"},"x-unknown":{"kept":true}}""", "echo fine", "fine")]
    public async Task S09_InsideValidation_FindsWhatTheBundleSays(string program, string change, string script, string expected)
    {
        var bundle = OciBundle.Make(root).With(change).Runs(script).Write();
        Directory.CreateDirectory(Path.Combine(bundle.Rootfs, "data", "dir"));
        File.WriteAllText(Path.Combine(bundle.Rootfs, "data", "dir", "inner"), "content\n");
        File.WriteAllText(Path.Combine(bundle.Rootfs, "data", "file"), "content\n");
        var id = NewId();

        (await Oci("create", "--bundle", bundle.Folder, id)).Ok();
        (await Status(id)).ShouldBe("created");
        (await Oci("start", id)).Ok();
        await Clock.Until($"{program} has ended", async () => await Status(id) == "stopped");

        var logs = (await root.Orch("logs", id)).Ok();
        logs.Out.TrimEnd('\n').Split('\n').ShouldBe(expected.Split(';'), $"{program}: {logs}");
        (await Oci("delete", id)).Ok();
    }

    [Theory]
    [InlineData("process_rlimits_fail", """{"process":{"rlimits":[{"type":"RLIMIT_TEST","soft":1024,"hard":1024}]}}""", "(?i)test")]
    [InlineData("process_capabilities_fail", """{"process":{"capabilities":{"bounding":["TEST_CAP"],"effective":[],"permitted":[],"inheritable":[],"ambient":[]}}}""", "TEST_CAP")]
    [InlineData("process duplicate rlimits", """{"process":{"rlimits":[{"type":"RLIMIT_CORE","soft":1,"hard":1},{"type":"RLIMIT_CORE","soft":2,"hard":2}]}}""", "RLIMIT_CORE")]
    [InlineData("linux_ns_itype", """{"linux":{"namespaces":[{"type":"pid"},{"type":"mount"},{"type":"nothing"}]}}""", "nothing")]
    [InlineData("linux_ns_path wrong", """{"linux":{"namespaces":[{"type":"pid"},{"type":"mount"},{"type":"network","path":"/no/such"}]}}""", "/no/such")]
    [InlineData("linux_ns_path_type", """{"linux":{"namespaces":[{"type":"pid"},{"type":"mount"},{"type":"network","path":"/proc/1/ns/ipc"}]}}""", "/proc/1/ns/ipc")]
    [InlineData("misc_props version", """{"ociVersion":"9.9.9"}""", "9.9.9")]
    [InlineData("linux_rootfs_propagation", """{"linux":{"rootfsPropagation":"shared"}}""", "rootfsPropagation")]
    [InlineData("linux_process_apparmor_profile", """{"process":{"apparmorProfile":"no-such-profile"}}""", "(?i)apparmor")]
    [InlineData("linux_mount_label", """{"linux":{"mountLabel":"system_u:object_r:no_such_t:s0"}}""", "(?i)label|selinux")]
    public async Task S09_WhatCannotBe_IsRefusedByName(string program, string change, string named)
    {
        var bundle = OciBundle.Make(root).With(change).Write();
        var id = NewId();
        var create = await Oci("create", "--bundle", bundle.Folder, id);
        var refused = create.ExitCode != 0 ? create : await Oci("start", id);
        refused.ExitCode.ShouldNotBe(0, program);
        refused.Error.ShouldMatch(named, program);
        if (create.ExitCode == 0)
            (await Oci("delete", id)).Ok();
    }

    [Fact]
    public async Task S09_Create_NeedsAnIdOfItsOwnAndABundle()
    {
        var bundle = OciBundle.Make(root).Write();
        var id = NewId();
        (await Oci("create", "--bundle", bundle.Folder)).ExitCode.ShouldNotBe(0);
        (await Oci("create", "--bundle", bundle.Folder, id)).Ok();
        (await Oci("create", "--bundle", bundle.Folder, id)).ExitCode.ShouldNotBe(0);
        (await Oci("create", "--bundle", Path.Combine(root.Folder, "nothing"), NewId())).ExitCode.ShouldNotBe(0);
        File.Delete(Path.Combine(bundle.Folder, "config.json"));
        (await Oci("create", "--bundle", bundle.Folder, NewId())).ExitCode.ShouldNotBe(0);
        (await Oci("delete", id)).Ok();
    }

    [Fact]
    public async Task S09_StartStateKillDelete_DoWhatTheLifecycleSays()
    {
        var id = NewId();
        foreach (var verb in (string[])["start", "state", "kill", "delete"])
        {
            (await Oci(verb)).ExitCode.ShouldNotBe(0, $"{verb} without an id");
            (await Oci(verb, id)).ExitCode.ShouldNotBe(0, $"{verb} of what is not there");
        }
        var bundle = OciBundle.Make(root).Runs("trap 'echo got; exit 3' TERM; echo ready; while :; do sleep 0.05; done").Write();
        (await Oci("create", "--bundle", bundle.Folder, id)).Ok();
        (await Status(id)).ShouldBe("created");
        // A change of config.json after create has no effect (config_updates_without_affect).
        bundle.Runs("echo other").Write();
        (await Oci("start", id)).Ok();
        await Clock.Until("it runs", async () => (await root.Orch("logs", id)).Ok().Out.Contains("ready"));
        var state = (await Oci("state", id)).Ok().Json;
        state.GetProperty("status").GetString().ShouldBe("running");
        Processes.Lives(state.GetProperty("pid").GetInt32()).ShouldBeTrue();
        (await Oci("start", id)).ExitCode.ShouldNotBe(0, "start of what runs");
        (await Oci("delete", id)).ExitCode.ShouldNotBe(0, "delete of what runs");
        (await Status(id)).ShouldBe("running");
        var group = $"/sys/fs/cgroup{Group(state.GetProperty("pid").GetInt32())}";

        (await Oci("kill", id, "TERM")).Ok();
        await Clock.Until("it has ended", async () => await Status(id) == "stopped");
        (await root.Orch("logs", id)).Ok().Out.ShouldBe("ready\ngot\n");
        (await Oci("kill", id, "TERM")).ExitCode.ShouldNotBe(0, "kill of what is stopped");
        (await Oci("start", id)).ExitCode.ShouldNotBe(0, "start of what is stopped");
        (await Oci("delete", id)).Ok();
        (await Oci("delete", id)).ExitCode.ShouldNotBe(0, "delete of what is gone");
        Directory.Exists(group).ShouldBeFalse("delete_resources");
        // What the engine did not make stays (delete_only_create_resources), and the id is free again.
        Directory.Exists(bundle.Rootfs).ShouldBeTrue();
        (await Oci("create", "--bundle", bundle.Folder, id)).Ok();
        (await Oci("delete", id)).Ok();
    }

    [Theory]
    [InlineData("HUP"), InlineData("INT"), InlineData("QUIT"), InlineData("USR1"), InlineData("USR2"), InlineData("WINCH"), InlineData("CONT")]
    public async Task S09_Killsig_EachSignalArrives(string signal)
    {
        var id = NewId();
        var bundle = OciBundle.Make(root).Runs($"trap 'echo got; exit 0' {signal}; echo ready; while :; do sleep 0.05; done").Write();
        (await Oci("create", "--bundle", bundle.Folder, id)).Ok();
        (await Oci("start", id)).Ok();
        await Clock.Until("it runs", async () => (await root.Orch("logs", id)).Ok().Out.Contains("ready"));
        (await Oci("kill", id, signal)).Ok();
        await Clock.Until("it has ended", async () => await Status(id) == "stopped");
        (await root.Orch("logs", id)).Ok().Out.ShouldBe("ready\ngot\n");
        (await Oci("delete", id)).Ok();
    }

    [Theory]
    [InlineData("prestart")]
    [InlineData("createRuntime")]
    [InlineData("createContainer")]
    [InlineData("startContainer")]
    [InlineData("poststart")]
    [InlineData("poststop")]
    public async Task S09_Hooks_GetTheStateOrAreRefused_NeverLeftOut(string hook)
    {
        // Where a hook runs inside the container's root, it is the container that must see the file.
        // Not in the root's folder, which is closed to others: some hooks run as root of the user namespace, nobody on the host.
        var marks = Directory.CreateTempSubdirectory("e2e-marks-").FullName;
        File.SetUnixFileMode(marks, (UnixFileMode)0b111_111_111);
        var bundle = OciBundle.Make(root).Runs("sleep 0.2").With($$"""
            {"hooks":{"{{hook}}":[{"path":"/bin/sh","args":["sh","-c","cat >{{marks}}/state; env >{{marks}}/env"],"env":["HOOK=yes"]}]},
             "mounts":[{"destination":"/proc","type":"proc","source":"proc"},{"destination":"{{marks}}","type":"bind","source":"{{marks}}","options":["bind","rw"]}]}
            """).Write();
        var id = NewId();

        var create = await Oci("create", "--bundle", bundle.Folder, id);
        if (create.ExitCode != 0)
        {
            create.Error.ShouldContain(hook);
            Directory.Delete(marks, recursive: true);
            return;
        }
        (await Oci("start", id)).Ok();
        await Clock.Until("it has ended", async () => await Status(id) == "stopped");
        var env = Path.Combine(marks, "env");
        await Clock.Until($"{hook} ran to its end, with its environment", () => File.Exists(env) && File.ReadAllText(env).Contains("HOOK=yes"));
        var state = JsonNode.Parse(File.ReadAllText(Path.Combine(marks, "state")))!;
        state["id"]!.GetValue<string>().ShouldBe(id);
        state["bundle"]!.GetValue<string>().ShouldBe(bundle.Folder);
        state["ociVersion"]!.GetValue<string>().ShouldNotBeEmpty();
        state["status"]!.GetValue<string>().ShouldBe(hook switch
        {
            "poststop" => "stopped", "poststart" => "running", "startContainer" => "created", _ => "creating",
        });
        (await Oci("delete", id)).Ok();
        Directory.Delete(marks, recursive: true);
    }

    [Fact]
    public async Task S09_CgroupLimits_AreInTheKernelsFiles()
    {
        var bundle = OciBundle.Make(root).Runs("sleep 600").With("""
            {"linux":{"resources":{"memory":{"limit":50593792},"cpu":{"shares":1024,"quota":5000,"period":100000},"pids":{"limit":77}}}}
            """).Write();
        var id = NewId();
        (await Oci("create", "--bundle", bundle.Folder, id)).Ok();
        (await Oci("start", id)).Ok();
        var pid = (await Oci("state", id)).Ok().Json.GetProperty("pid").GetInt32();

        Limit(pid, "memory", "memory.limit_in_bytes", "memory.max").ShouldBe("50593792");
        Limit(pid, "pids", "pids.max", "pids.max").ShouldBe("77");
        var cpu = Limit(pid, "cpu", "cpu.cfs_quota_us", "cpu.max");
        cpu.ShouldBeOneOf("5000", "5000 100000");
        (await Oci("kill", id, "KILL")).Ok();
        await Clock.Until("it has ended", async () => await Status(id) == "stopped");
        (await Oci("delete", id)).Ok();
    }

    private static string Limit(int pid, string controller, string v1, string v2)
    {
        foreach (var line in File.ReadLines($"/proc/{pid}/cgroup"))
        {
            var parts = line.Split(':', 3);
            if (parts[1].Split(',').Contains(controller))
                return File.ReadAllText($"/sys/fs/cgroup/{parts[1]}{parts[2]}/{v1}").Trim();
        }
        return File.ReadAllText($"/sys/fs/cgroup{Group(pid)}/{v2}").Trim();
    }

    private static string Group(int pid)
    {
        var path = File.ReadLines($"/proc/{pid}/cgroup").Single(line => line.StartsWith("0::", StringComparison.Ordinal))[3..];
        return File.Exists("/sys/fs/cgroup/cgroup.controllers") ? path : "/unified" + path;
    }

    private async Task<string?> Status(string id) => (await Oci("state", id)).Ok().Json.GetProperty("status").GetString();

    private Task<CliResult> Oci(params string[] arguments) =>
        root.ToolWith(new() { ["ORCH"] = Binaries.Orch }, Clock.Long, Adapter, arguments);

    private static string NewId() => string.Create(CultureInfo.InvariantCulture, $"oci-{Guid.NewGuid():N}")[..20];
}
