using System.Text;
using Orchestrator.Formats.Lxc;
using Orchestrator.Formats.Lxc.Keys;
using Orchestrator.Formats.Lxc.Reading;
using Orchestrator.Fuzzing;
using Orchestrator.Isolation.Capabilities;
using Orchestrator.Isolation.Cgroups;
using Orchestrator.Isolation.Cgroups.Controllers;
using Orchestrator.Isolation.Checks;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Identity;
using Orchestrator.Isolation.Lxc;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Tests.Fuzzing;

/// <summary>
/// Group F: files of /proc and of cgroups, which a hostile process can shape by its name, and the mapping of LXC
/// configurations.
/// </summary>
public sealed class KernelFileFuzzTests
{
    private static readonly string[] Words = ["18446744073709551615", "-1", " ", "\n", ")", "(", "\0", ":", "max", "9223372036854775808", "\\040", "\t", "="];

    [Fact]
    public void ProcessStat_AnyText_Ends() => Fuzz.Run(
        ["123 (sh) S 1 123 123 0 -1 4194560 100 0 0 0 1 2 0 0 20 0 1 0 4711 2600960 200 18446744073709551615 1 1 0 0 0 0 0 4096 0 0 0 0 17 1 0 0 0 0 0\n"],
        Words, text => ProcessStat.Parse(text));

    [Fact]
    public void ProcessLimits_AnyText_Ends() => Fuzz.Run(
        ["Max open files            1024                20000                files     \nMax cpu time              unlimited            unlimited            seconds   \n",
         "CapEff:\t000001ffffffffff\nNoNewPrivs:\t0\n"],
        [.. Words, "Max ", "unlimited", "CapEff:"], text => ProcessLimits.Parse(text, text));

    [Fact]
    public void CgroupMounts_AnyText_Ends() => Fuzz.Run(
        ["30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n31 23 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n",
         "36 35 98:0 /mnt1 /mnt\\0402 rw,noatime master:1 - ext3 /dev/root rw,errors=continue\n"],
        [.. Words, " - cgroup ", "cgroup2", "rw,cpu,cpuacct", "/unified"], text => CgroupMounts.Parse(text));

    [Fact]
    public void CgroupCounters_AnyText_End() => Fuzz.Run(
        ["8:0 rbytes=1459200 wbytes=314773504 rios=192 wios=353 dbytes=0 dios=0\n", "8:0 Read 4096\n8:0 Write 0\nTotal 4096\n", "usage_usec 5\nuser_usec 3\noom_kill 1\n"],
        [.. Words, "rbytes=", "Write ", "usage_usec "],
        text =>
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            IoStatistics.ParseV1(bytes);
            IoStatistics.ParseV2(bytes);
            PressureFile.Totals(bytes);
            CounterFile.Find(bytes, "usage_usec"u8);
        });

    [Fact]
    public void Pressure_AnyText_Ends() => Fuzz.Run(
        ["some avg10=0.00 avg60=0.12 avg300=0.05 total=123\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=45\n"],
        [.. Words, " total=", " avg10=", "full ", "1e999", "NaN"],
        text =>
        {
            var (some, full) = PressureAverages.Parse(text);
            foreach (var line in new[] { some, full })
                (line is null or { TotalUsec: >= 0, Avg10: >= 0 and <= 100 }).ShouldBeTrue();
            PressureFile.Totals(Encoding.UTF8.GetBytes(text));
        });

    [Fact]
    public void GroupPaths_AnyText_NeverLeadOut() => Fuzz.Run(
        ["9:name=systemd:/\n4:memory:/a/b:c\n2:cpu,cpuacct:/x\n0::/orch-1/0193.1\n", "0::/../..\n"],
        [.. Words, "/..", "0::", "::/"],
        text => GroupPaths.Parse(text).ShouldAllBe(place => place.Path.StartsWith('/') && !place.Path.Split('/').Contains("..")));

    [Fact]
    public void InheritedLimits_AnyTexts_End()
    {
        string[] files = ["memory.max", "cpu.max", "cpu.cfs_quota_us", "io.max", "misc.max", "rdma.max", "cpuset.cpus", "hugetlb.2MB.max", "blkio.throttle.read_bps_device"];
        Fuzz.Run(
            ["max\n", "100000 100000\n", "8:0 rbps=1459200 wbps=max riops=192 wiops=353\n8:16 rbps=5\n", "sev 5\nsev_es max\n", "mlx5_0 hca_handle=2 hca_object=max\n", "0-2,4\n", "9223372036854771712\n"],
            [.. Words, "rbps=", "8:0 ", "cpuset", "-1 100000"],
            text =>
            {
                var cut = text.Length / 2;
                (string, Func<string, string?>)[] chain = [("/", _ => text[..cut]), ("/a", _ => text[cut..]), ("/a/b", _ => text)];
                foreach (var file in files)
                    InheritedLimits.Of(chain, file);
            });
    }

    [Fact]
    public void KnobUndo_AnyText_Ends() => Fuzz.Run(
        ["default 100\n8:0 50\n", "oom_kill_disable 0\nunder_oom 0\noom_kill 0\n", "8:0 rbps=1 wbps=max\n", "0-1\n", "\n", "max 100000\n"],
        [.. Words, "default", "8:0"],
        text =>
        {
            var knob = new Knob(null!, "io.max", []) { Key = "8:0", Unset = "8:0 rbps=max" };
            knob.UndoOf(text).ShouldHaveSingleItem();
            (knob with { Key = "oom_kill_disable", KeyIsReadOnly = true, Unset = "0" }).UndoOf(text).ShouldHaveSingleItem().Value.ShouldNotBeNull();
            (knob with { Key = null }).UndoOf(text).ShouldAllBe(undo => undo.Value.Length > 0);
        });

    [Fact]
    public void ProcessLists_AnyText_End() => Fuzz.Run(
        ["1\n22\n333\n0\n", "MemTotal:       24684084 kB\nMemFree: 1 kB\n", "Name:\tsh\nCapEff:\t000001ffffffffff\nCapPrm:\t0\nCapInh:\t0\nCapBnd:\t0\nCapAmb:\t0\n"],
        [.. Words, "MemTotal:", "CapEff:\t"],
        text =>
        {
            ProcessList.Parse(text).ShouldAllBe(pid => pid > 0);
            HostDetection.MemoryBytes(text).ShouldBeGreaterThanOrEqualTo(0);
            ProcessStatus.Parse(text);
            ProcessCapabilities.Parse(text);
        });

    [Fact]
    public void RootlessFiles_AnyText_End() => Fuzz.Run(
        ["0 1000 1\n1 100000 65536\n", "0 0 4294967295\n", "ann:100000:65536\n1000:165536:65536\n", "0::/user.slice/user-1000.slice/orchd\n4:memory:/a\n2:cpu,cpuacct:/a\n6:freezer:/a\n"],
        [.. Words, "4294967295", "allow", "/orchd", "0::/", "ann:"],
        text =>
        {
            var ids = RootlessIds.Parse(text, text, "allow");
            ids.Inside(5, 1, group: false);
            ids.Outside(5, group: true);
            _ = ids.Count;
            SubordinateIds.Find(text.Split('\n'), "ann", 1000);
            var mounts = CgroupMounts.Parse("30 23 0:26 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n31 23 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n");
            DelegatedCgroups.Find(mounts, text, _ => true);
        });

    [Fact]
    public void LimitTexts_AnyText_AreTakenOrRefused() => Fuzz.Run(
        ["0-2,4", "0-31:2/4", "c 10:229 rwm", "b *:* m", "a", "a *:* rwm"], [.. Words, ",", "-", "*:*", "rwm", "/"],
        text =>
        {
            CpuList.IsValid(text);
            if (DeviceRuleSpec.TryParse(text, true, out var rule))
                DeviceRuleSpec.TryParse(rule!.ToString(), true, out var again).ShouldBeTrue();
            BlockDevice.Find(text.Replace("/", "", StringComparison.Ordinal), out _);
        });

    [Fact]
    public void LxcMapper_AnyConfiguration_Ends()
    {
        string[] seeds =
        [
            "lxc.rootfs.path = overlay:/a:/b\nlxc.init.cmd = /x \"a b\"\nlxc.environment = A=b\nlxc.cap.drop = kill\nlxc.hook.mount = x\n",
            "lxc.idmap = u 0 1 2\nlxc.mount.entry = /a\\040b c none bind,create=dir 0 0\nlxc.cgroup2.cpu.max = 5 10\nlxc.namespace.keep = net\n",
            "lxc.mount.auto = proc:rw sys:ro\nlxc.start.order = 5\nlxc.time.offset.boot = 5h\nlxc.prlimit.nofile = 5:6\nlxc.namespace.share.net = 1\n",
        ];
        Fuzz.Run(seeds, [.. Words, .. LxcKeys.All.Select(key => key.Name.Replace("*", "x", StringComparison.Ordinal).Replace("N", "0", StringComparison.Ordinal) + " = ")], text =>
        {
            var document = LxcReader.ReadText(new NoFiles(), text, "c");
            LxcMapper.Map(document.Items, new LxcContext { Name = "x", CgroupV2 = text.Length % 2 == 0, CgroupV1 = text.Length % 2 == 1 });
        });
    }

    /// <summary>A fuzzed include must not read this machine's files.</summary>
    private sealed class NoFiles : ILxcFiles
    {
        public string? Read(string path, out string? problem)
        {
            problem = "there are none";
            return null;
        }

        public IReadOnlyList<string>? List(string path) => null;
    }
}
