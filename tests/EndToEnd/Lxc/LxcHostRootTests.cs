using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Lxc;

/// <summary>Without lxc.rootfs.path: the host's tree in namespaces of one's own.</summary>
public sealed class LxcHostRootTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    private readonly LxcSite _site = new(root);

    [Fact]
    public async Task Execute_WithoutRootfs_SharesTheHostsTreeAndNothingElse()
    {
        var config = root.Write("plain.conf", "lxc.uts.name = apart\nlxc.net.0.type = empty\n");
        var seen = root.Write("seen", "of the host\n");
        Directory.CreateDirectory(Path.Combine(root.Folder, "covered"));
        var result = (await _site.Type($"""
            lxc-execute -P $P -n plain -f {config} -- sh -c '
                cat {seen}; hostname; id -u; ls /proc | grep -c "^[0-9]"; ls /sys/class/net /proc/sys/net/ipv4/conf >/dev/null
                mount -t tmpfs none {root.Folder}/covered && touch {root.Folder}/covered/hidden
                echo written >{root.Folder}/written; readlink /proc/self/ns/mnt; exit 4'
            """)).Expect(4);
        var lines = result.Lines;
        lines[0].ShouldBe("of the host");
        lines[1].ShouldBe("apart");
        lines[2].ShouldBe("0");
        int.Parse(lines[3], System.Globalization.CultureInfo.InvariantCulture).ShouldBeLessThan(8, "only its own processes are in its /proc");
        lines[4].ShouldNotBe(new FileInfo("/proc/self/ns/mnt").LinkTarget);
        File.ReadAllText(Path.Combine(root.Folder, "written")).ShouldBe("written\n");
        Directory.EnumerateFileSystemEntries(Path.Combine(root.Folder, "covered")).ShouldBeEmpty("what is mounted inside is not on the host");
        (await _site.Type("lxc-ls -P $P -1")).Ok().Out.ShouldBeEmpty();
    }

    [Fact]
    public async Task Execute_OfAContainerMadeWithoutTemplate_Works()
    {
        (await _site.Type("lxc-create -P $P -n bare -t none -f /dev/null")).Ok();
        (await _site.Type("lxc-execute -P $P -n bare -s lxc.net.0.type=empty -- sh -c 'echo here; exit 3'")).Expect(3).Out.ShouldBe("here\n");
        (await _site.Type("lxc-destroy -P $P -n bare")).Ok();
    }

    [Fact]
    public async Task Execute_WithoutConfiguration_IsRefusedAsWithLxc() =>
        (await _site.Type("lxc-execute -P $P -n nothing -- true")).Expect(1).Error.ShouldContain("may crash the host");
}
