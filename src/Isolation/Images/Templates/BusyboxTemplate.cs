using System.Diagnostics;

namespace Orchestrator.Isolation.Images.Templates;

/// <summary>The machine's static busybox, its applets as links, and the few files that programs expect below /etc.</summary>
internal sealed class BusyboxTemplate(string binary = "/bin/busybox") : IImageTemplate
{
    private const UnixFileMode Rwx = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode ReadAndEnter =
        UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    private const UnixFileMode Mode0755 = Rwx | ReadAndEnter;
    private const UnixFileMode Mode0644 =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Mode0640 = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
    private const UnixFileMode Mode1777 =
        Mode0755 | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite | UnixFileMode.StickyBit;

    private static readonly TimeSpan ListLimit = TimeSpan.FromSeconds(10);

    private static readonly string[] Directories =
    [
        "bin", "sbin", "usr", "usr/bin", "usr/sbin", "usr/lib", "usr/share", "lib", "etc", "dev", "proc", "sys", "run",
        "var", "var/log", "var/lib", "var/cache", "home", "mnt", "media", "opt", "srv",
        "dev/pts", "etc/init.d", "lib64", "usr/lib64", "selinux", "var/run", "usr/share/udhcpc",
    ];

    private static readonly (string Path, string Content)[] Files =
    [
        ("etc/passwd",
            "root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/usr/sbin:/bin/false\nbin:x:2:2:bin:/bin:/bin/false\n"
            + "sys:x:3:3:sys:/dev:/bin/false\nwww-data:x:33:33:www-data:/var/www:/bin/false\n"
            + "nobody:x:65534:65534:nobody:/home:/bin/false\n"),
        ("etc/group",
            "root:x:0:\ndaemon:x:1:\nbin:x:2:\nsys:x:3:\nadm:x:4:\ntty:x:5:\ndisk:x:6:\nwheel:x:10:root\nwww-data:x:33:\n"
            + "users:x:100:\nnogroup:x:65534:\n"),
        ("etc/shadow",
            "root:*:10933:0:99999:7:::\ndaemon:*:10933:0:99999:7:::\nbin:*:10933:0:99999:7:::\nsys:*:10933:0:99999:7:::\n"
            + "www-data:*:10933:0:99999:7:::\nnobody:*:10933:0:99999:7:::\n"),
        // The network is the engine's; nothing waits here for an answer that may never come.
        ("etc/inittab",
            "::sysinit:/etc/init.d/rcS\ntty1::respawn:/bin/getty -L tty1 115200 vt100\nconsole::askfirst:/bin/sh\n"
            + "::ctrlaltdel:/sbin/reboot\n::shutdown:/bin/umount -a -r\n"),
        ("etc/init.d/rcS", "#!/bin/sh\n/sbin/syslogd\n/bin/mount -a\n"),
        ("etc/fstab", ""),
        ("usr/share/udhcpc/default.script",
            "#!/bin/sh\ncase \"$1\" in\n  deconfig) ip addr flush dev $interface ;;\n  renew|bound)\n"
            + "    ip addr add $ip/${mask:-24} dev $interface\n    [ -z \"$router\" ] || ip route add default via ${router%% *} dev $interface\n"
            + "    [ -z \"$dns\" ] || { : > /etc/resolv.conf; for i in $dns; do echo \"nameserver $i\" >> /etc/resolv.conf; done; } ;;\nesac\n"),
        ("etc/hosts", "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n"),
        ("etc/hostname", "localhost\n"),
        ("etc/resolv.conf", "# No name server: the container has no network unless it was given one.\n"),
        ("etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n"),
        ("etc/profile", "export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n"),
        ("etc/os-release", "ID=busybox\nNAME=BusyBox\n"),
    ];

    /// <summary>What LXC's template of the name says of its containers.</summary>
    private const string Config = "lxc.signal.halt = SIGUSR1\nlxc.signal.reboot = SIGTERM\nlxc.mount.auto = cgroup:mixed proc:mixed sys:mixed\nlxc.tty.max = 5\nlxc.pty.max = 1024\n";

    public string Name => "busybox";

    public string Summary => "this machine's static busybox: [--busybox-path /path]";

    public async Task<TemplateOutcome> BuildAsync(TemplateOrder order, CancellationToken cancel)
    {
        if (TemplateArguments.Read(Name, order.Arguments, ["--busybox-path="], out var bad) is not { } given)
            return new TemplateOutcome(bad);
        Directory.CreateDirectory(order.Directory, Rwx);
        var problem = await BuildAsync(order.Directory, given.Get("--busybox-path") ?? binary, cancel).ConfigureAwait(false);
        return new TemplateOutcome(problem) { Config = Config };
    }

    private static async Task<string?> BuildAsync(string directory, string binary, CancellationToken cancel)
    {
        if (!File.Exists(binary))
            return $"There is no {binary} on this machine. Install it with: apt-get install busybox-static";
        if (!ElfFile.IsStatic(binary))
        {
            return $"{binary} is linked dynamically and cannot run alone in a container. "
                + "Install the static one with: apt-get install busybox-static";
        }
        var applets = await ListAppletsAsync(binary, cancel).ConfigureAwait(false);
        if (applets.Count == 0)
            return $"'{binary} --list-full' named no applets. Install a full one with: apt-get install busybox-static";

        foreach (var name in Directories)
            Make(Path.Combine(directory, name), Mode0755);
        Make(Path.Combine(directory, "root"), Rwx);
        Make(Path.Combine(directory, "tmp"), Mode1777);
        Make(Path.Combine(directory, "var/tmp"), Mode1777);
        var copy = Path.Combine(directory, "bin/busybox");
        File.Copy(binary, copy);
        File.SetUnixFileMode(copy, Mode0755);
        foreach (var applet in applets)
            Link(directory, applet);
        foreach (var (path, content) in Files)
        {
            var file = Path.Combine(directory, path);
            await File.WriteAllTextAsync(file, content, cancel).ConfigureAwait(false);
            File.SetUnixFileMode(file, content.StartsWith("#!", StringComparison.Ordinal) ? Mode0755 : path == "etc/shadow" ? Mode0640 : Mode0644);
        }
        File.SetUnixFileMode(directory, Mode0755);
        return null;
    }

    private static void Link(string directory, string applet)
    {
        var parts = applet.Split('/');
        if (parts.Any(part => part is "" or "." or "..") || parts.Length > 4)
            return;
        var path = Path.Combine(directory, applet);
        if (Path.Exists(path))
            return;
        Make(Path.GetDirectoryName(path)!, Mode0755);
        File.CreateSymbolicLink(path, "/bin/busybox");
    }

    private static void Make(string path, UnixFileMode mode)
    {
        if (Directory.Exists(path))
            return;
        Directory.CreateDirectory(path);
        // The mode given to mkdir is cut by the umask of whoever started us.
        File.SetUnixFileMode(path, mode);
    }

    /// <summary>Paths without leading slash, as <c>--list-full</c> prints them.</summary>
    private static async Task<IReadOnlyList<string>> ListAppletsAsync(string binary, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(ListLimit);
        var start = new ProcessStartInfo(binary, ["--list-full"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        try
        {
            var text = await process.StandardOutput.ReadToEndAsync(limit.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            cancel.ThrowIfCancellationRequested();
            return [];
        }
    }
}
