using System.Diagnostics;
using System.Formats.Tar;
using System.Text;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Storage;

/// <summary>Archives as LXC's image server has them.</summary>
internal static class TemplateArchives
{
    /// <summary>A root with busybox, and metadata as LXC's image server has it.</summary>
    public static (string Rootfs, string Meta) Make(OrchRoot root, string program = "xz")
    {
        var (rootfs, meta) = (Path.Combine(root.Folder, "rootfs.tar"), Path.Combine(root.Folder, "meta.tar"));
        using (var tar = new TarWriter(File.Create(rootfs), TarEntryFormat.Pax))
        {
            foreach (var folder in (string[])["bin", "etc", "proc", "sys", "dev", "junk"])
                tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, folder) { Mode = (UnixFileMode)0b111_101_101 });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "bin/busybox")
            {
                Mode = (UnixFileMode)0b111_101_101, DataStream = new MemoryStream(File.ReadAllBytes("/bin/busybox")),
            });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "bin/sh") { LinkName = "busybox" });
            // For a start without metadata.
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "sbin") { Mode = (UnixFileMode)0b111_101_101 });
            Text(tar, "sbin/init", "#!/bin/sh\necho init of $(busybox hostname)\n", (UnixFileMode)0b111_101_101);
            Text(tar, "etc/name", "LXC_NAME\n");
            Text(tar, "junk/big", "left out\n");
        }
        using (var tar = new TarWriter(File.Create(meta), TarEntryFormat.Pax))
        {
            Text(tar, "config", "lxc.init.cmd = /bin/sh -c 'echo I am $WHO; busybox cat /etc/name; test -e /junk/big && echo yes || echo no'\nlxc.environment = WHO=LXC_NAME\nlxc.include = LXC_TEMPLATE_CONFIG/not-there.conf\n");
            Text(tar, "excludes", "./junk/*\n");
            Text(tar, "templates", "/etc/name\n");
        }
        return (Pack(program, rootfs), Pack(program, meta));
    }

    public static void Text(TarWriter tar, string name, string text, UnixFileMode mode = (UnixFileMode)0b110_100_100) =>
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { Mode = mode, DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });

    private static string Pack(string program, string file)
    {
        using var process = Process.Start(program, ["-1", file]);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        return Directory.GetFiles(Path.GetDirectoryName(file)!, Path.GetFileName(file) + ".*").Single();
    }
}
