using System.Formats.Tar;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Storage;

/// <summary>Containers and images from templates: an archive, a script of LXC's kind, busybox.</summary>
public sealed class TemplateTests
{
    [Theory]
    [InlineData("xz")]
    [InlineData("bzip2")]
    [InlineData("gzip")]
    public async Task Local_WithMetadata_HasItsConfigurationWithTokensAndWithoutWhatIsExcluded(string program)
    {
        await using var root = new OrchRoot();
        var (rootfs, meta) = TemplateArchives.Make(root, program);
        // As it is typed, in the folder where they are.
        (await root.Orch("create", "web", "-t", "local", "--", "-f", Path.GetFileName(rootfs), $"--metadata={Path.GetFileName(meta)}")).Ok();
        (await root.Orch("start", "web")).Ok();
        (await root.Orch("wait", "web")).Ok();
        (await root.Orch("logs", "web")).Ok().Lines.ShouldBe(["I am web", "web", "no"]);
        (await root.Orch("rm", "web")).Ok();
        (await root.Orch("create", "x", "-t", "local", "--", "--nonsense")).Error.ShouldContain("has no option --nonsense");
        (await root.Orch("create", "x", "-t", "nope")).Expect(2).Error.ShouldContain("orch template ls");
        // Where LXC is installed, its scripts are there too.
        string[] own = ["busybox", "debian", "directory", "download", "local", "oci"];
        own.ShouldBeSubsetOf((await root.Orch("template", "ls", "-q")).Ok().Lines);
    }

    [Fact]
    public async Task E20_ArchiveThatWantsTheHost_GetsNothingOfIt()
    {
        await using var root = new OrchRoot();
        var touched = Path.Combine(root.Folder, "touched");
        var (rootfs, meta) = (Path.Combine(root.Folder, "bad.tar"), Path.Combine(root.Folder, "bad-meta.tar"));
        using (var tar = new TarWriter(File.Create(rootfs), TarEntryFormat.Pax))
        {
            foreach (var folder in (string[])["bin", "etc", "proc", "sys"])
                tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, folder) { Mode = (UnixFileMode)0b111_101_101 });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "bin/busybox")
            {
                Mode = (UnixFileMode)0b111_101_101, DataStream = new MemoryStream(File.ReadAllBytes("/bin/busybox")),
            });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "bin/sh") { LinkName = "busybox" });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.BlockDevice, "etc/disk") { DeviceMajor = 254, DeviceMinor = 0 });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Fifo, "etc/pipe") { Mode = (UnixFileMode)0b110_100_100 });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "etc/name") { LinkName = touched });
        }
        using (var tar = new TarWriter(File.Create(meta), TarEntryFormat.Pax))
        {
            TemplateArchives.Text(tar, "config", $"lxc.hook.pre-start = /bin/sh -c 'echo hook >{touched}'\nlxc.include = /etc/passwd\nlxc.apparmor.profile = unconfined\nlxc.init.cmd = /bin/sh -c 'busybox ls /etc; busybox ls /host'\n");
            TemplateArchives.Text(tar, "fstab", "/etc host none bind,create=dir 0 0\n");
            TemplateArchives.Text(tar, "templates", "/etc/name\n");
        }
        File.WriteAllText(touched, "LXC_NAME");
        (await root.Orch("create", "web", "-t", "local", "--", "-f", rootfs, "-m", meta)).Ok();
        (await root.Orch("start", "web")).Ok();
        (await root.Orch("wait", "web")).Ok();
        var lines = (await root.Orch("logs", "web")).Ok().Lines;
        lines.ShouldNotContain("disk");
        lines.ShouldNotContain("passwd");
        File.ReadAllText(touched).ShouldBe("LXC_NAME");
        (await root.Orch("rm", "web")).Ok();
    }

    [Fact]
    public async Task Script_OfLxcsKind_IsRunAsItIsAndItsConfigurationRead()
    {
        await using var root = new OrchRoot();
        var script = root.Write("lxc-own", """
            #!/bin/sh
            for a; do case $a in --path=*) p=${a#*=};; --name=*) n=${a#*=};; --rootfs=*) r=${a#*=};; *) more="$more $a";; esac; done
            mkdir -p $r/bin $r/proc $r/sys $r/dev $r/etc && cp /bin/busybox $r/bin/sh && echo "made for $n with$more"
            cp /bin/busybox $r/bin/busybox
            echo "lxc.init.cmd = /bin/sh -c env" >>$p/config; echo "lxc.environment = FROM=$n" >>$p/config
            """);
        File.SetUnixFileMode(script, (UnixFileMode)0b111_101_101);
        var made = (await root.Orch("create", "web", "-t", script, "--", "--colour", "red")).Ok();
        made.Error.ShouldContain("made for web with --colour red");
        (await root.Orch("start", "web")).Ok();
        (await root.Orch("wait", "web")).Ok();
        (await root.Orch("logs", "web")).Ok().Out.ShouldContain("FROM=web");
        (await root.Orch("rm", "web")).Ok();
        var failing = root.Write("lxc-failing", "#!/bin/sh\necho no luck >&2; exit 7\n");
        File.SetUnixFileMode(failing, (UnixFileMode)0b111_101_101);
        (await root.Orch("create", "x", "-t", failing)).Expect(125).Error.ShouldContain("no luck");
    }

    [Theory]
    [InlineData("xz")]
    [InlineData("bzip2")]
    public async Task Import_OfAPackedRoot_IsAnImageThatRuns(string program)
    {
        await using var root = new OrchRoot();
        var (rootfs, _) = TemplateArchives.Make(root, program);
        (await root.Orch("image", "import", rootfs, "packed:1")).Ok().Out.ShouldStartWith("packed:1 sha256:");
        (await root.Orch("run", "--rm", "packed:1", "sh", "-c", "busybox cat /etc/name")).Ok().Out.ShouldBe("LXC_NAME\n");
    }

    [Fact]
    public async Task ImageCreate_FromATemplate_IsAnImageOfThatName()
    {
        await using var root = new OrchRoot();
        var (rootfs, meta) = TemplateArchives.Make(root);
        var digest = (await root.Orch("image", "create", "base:1", "-t", "local", "--", "-f", rootfs, "-m", meta)).Ok().Out.Trim();
        (await root.Orch("image", "inspect", "base:1", "--format", "json")).Ok().Json.GetProperty("digest").GetString().ShouldBe(digest);
        (await root.Orch("run", "--rm", "base:1", "sh", "-c", "busybox ls /; busybox ls /junk")).Ok().Lines.ShouldContain("sbin");
    }

    [Fact]
    public async Task Busybox_AsLxcsTemplate_BootsItsInit()
    {
        await using var root = new OrchRoot();
        (await root.Orch("create", "web", "-t", "busybox")).Ok();
        (await root.Orch("start", "web")).Ok();
        (await root.Orch("exec", "web", "sh", "-c", "test -s /etc/inittab && cat /proc/1/comm")).Ok().Out.Trim().ShouldBe("init");
        (await root.Orch("stop", "web")).Ok();
        (await root.Orch("rm", "web")).Ok();
    }
}
