using Orchestrator.Formats.Lxc;
using Orchestrator.Formats.Lxc.Reading;

namespace Orchestrator.Formats.Tests.Debian;

/// <summary>Our reading of configurations held against liblxc's own.</summary>
public sealed class DebianConfigTests : IDisposable
{
    private readonly string _scratch = Directory.CreateTempSubdirectory("orch-lxc-").FullName;

    public void Dispose() => Directory.Delete(_scratch, recursive: true);

    [Fact]
    public void Read_EveryConfigurationOfDebian_HasLiblxcsVerdictAndRoundTrips()
    {
        var lxc = DebianLxc.Get();
        var files = lxc.CopyConfigurations(_scratch);
        files.Count.ShouldBeGreaterThan(50);

        var verdicts = lxc.Verdicts(files, _scratch);

        foreach (var (file, loads) in files.Zip(verdicts))
        {
            var document = LxcReader.ReadFile(file);
            document.Loads.ShouldBe(loads, string.Join('\n', document.Problems));
            document.Text.ShouldBe(File.ReadAllText(file));
            var expanded = LxcReader.ReadText(new HostLxcFiles(), LxcWriter.Write(document.Items), "again");
            expanded.Items.Select(item => (item.Key, item.Value)).ShouldBe(document.Items.Select(item => (item.Key, item.Value)));
        }
    }

    [Fact]
    public void Read_SingleLines_AreJudgedAsLiblxcDoes()
    {
        var lxc = DebianLxc.Get();
        var files = new List<string>();
        foreach (var line in OddLines.All)
        {
            files.Add(Path.Combine(_scratch, $"{files.Count}.conf"));
            File.WriteAllText(files[^1], line + "\n");
        }

        var verdicts = lxc.Verdicts(files, _scratch);

        var differences = files.Zip(verdicts, OddLines.All)
            .Where(row => LxcReader.ReadFile(row.First).Loads != row.Second)
            .Select(row => $"{row.Third} (liblxc {(row.Second ? "loads" : "refuses")})");
        differences.ShouldBe(OddLines.JudgedOtherwise);
    }

    [Fact]
    public void Translate_AnOldConfiguration_GivesWhatLxcUpdateConfigGives()
    {
        var lxc = DebianLxc.Get();
        var file = Path.Combine(_scratch, "old.conf");
        File.WriteAllText(file, OldConfiguration);

        var ours = LxcLegacy.Translate(OldConfiguration);

        // The script's pattern for lxc.limit wants a blank or an equals sign behind it, so it misses every real use.
        Meaning(ours).ShouldBe(Meaning(lxc.Update(file).Replace("lxc.limit.", "lxc.prlimit.")));
        LxcReader.ReadText(new HostLxcFiles(), ours, "ours").Problems.ShouldBeEmpty();
        LxcReader.ReadText(new HostLxcFiles(), OldConfiguration, "old", legacy: true).Problems.ShouldBeEmpty();
        LxcReader.ReadText(new HostLxcFiles(), OldConfiguration, "old").Problems.Count.ShouldBeGreaterThan(20);
    }

    private static IEnumerable<(string, string)> Meaning(string text) =>
        LxcReader.ReadText(new HostLxcFiles(), text, "text").Items.Select(item => (item.Key, item.Value));

    private const string OldConfiguration =
        """
        # before 2.1
        lxc.rootfs = /var/lib/lxc/old/rootfs
        lxc.rootfs.backend = dir
        lxc.utsname = old
        lxc.id_map = u 0 100000 65536
        lxc.id_map = g 0 100000 65536
        lxc.tty = 4
        lxc.pts = 1024
        lxc.devttydir = lxc
        lxc.kmsg = 0
        lxc.pivotdir = lxc_putold
        lxc.aa_profile = unconfined
        lxc.aa_allow_incomplete = 1
        lxc.mount = /var/lib/lxc/old/fstab
        lxc.mount.entry = proc proc proc nodev 0 0
        lxc.seccomp = /usr/share/lxc/config/common.seccomp
        lxc.console = none
        lxc.haltsignal = SIGRTMIN+4
        lxc.rebootsignal = SIGTERM
        lxc.stopsignal = SIGKILL
        lxc.loglevel = 1
        lxc.logfile = /tmp/log
        lxc.init_cmd = /sbin/init
        lxc.init_uid = 0
        lxc.init_gid = 0
        lxc.limit.nofile = 1024
        lxc.network.type = veth
        lxc.network.flags = up
        lxc.network.ipv4 = 10.0.3.5/24
        lxc.network.type = empty
        lxc.network.name = eth1
        lxc.cap.drop = sys_module

        """;
}
