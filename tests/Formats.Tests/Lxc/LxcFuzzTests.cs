using Orchestrator.Formats.Lxc;
using Orchestrator.Formats.Lxc.Keys;
using Orchestrator.Fuzzing;

namespace Orchestrator.Formats.Tests.Lxc;

/// <summary>Group F: the parser of LXC configurations.</summary>
public sealed class LxcFuzzTests
{
    private static readonly string[] Seeds =
    [
        "lxc.include = /a\nlxc.uts.name = x\nlxc.net.0.type = veth\nlxc.net.0.ipv4.address = 10.0.0.1/24 10.0.0.255\n",
        "lxc.idmap = u 0 100000 65536\nlxc.idmap = g 0 100000 65536\nlxc.prlimit.nofile = 1024:unlimited\n",
        "lxc.mount.auto = cgroup:mixed proc:mixed sys:ro\nlxc.mount.entry = none dev/shm tmpfs rw,create=dir 0 0\n",
        "lxc.network.type = veth\nlxc.network.ipv4 = 1.2.3.4\nlxc.rootfs = /r\nlxc.rootfs.backend = overlay\nlxc.id_map = u 0 1 2\n",
        "lxc.signal.halt = SIGRTMIN+4\nlxc.time.offset.boot = -5h\nlxc.autodev.tmpfs.size = 5M\nlxc.net.1.ipv6.gateway = fe80::1\n",
    ];

    private static readonly string[] Words =
        [.. LxcKeys.All.Select(key => key.Name), " = ", "\n", "lxc.", "'", "\"", "lxc.include = /a\n", "lxc.include = /d/\n", "18446744073709551615", ".", "\0"];

    [Fact]
    public void Read_AnyText_EndsAndWritesWhatItRead() => Fuzz.Run(Seeds, Words, text =>
    {
        var files = new MemoryLxcFiles(new() { ["/a"] = text, ["/d/a.conf"] = text, ["/d/b.conf"] = "lxc.include = /a\n" });
        var document = LxcReader.ReadText(files, text, "top");
        var settings = LxcSettings.Of(document.Items);
        settings.Items.Count.ShouldBeLessThanOrEqualTo(document.Items.Count);

        // What can be written at all reads the same again.
        var writable = document.Items.Where(item => !item.Value.Contains('\0') && !item.Value.Contains('\n') && item.Key.AsSpan().IndexOfAny('\0', '=') < 0).ToList();
        var again = LxcReader.ReadText(new MemoryLxcFiles(), LxcWriter.Write(writable), "top").Items;
        again.Select(item => (item.Key, item.Value)).ShouldBe(writable.Where(item => item.Key != "lxc.include").Select(item => (item.Key, item.Value)));
    });

    [Fact]
    public void Translate_AnyText_EndsAndIsAtRest() => Fuzz.Run(Seeds, Words, text =>
    {
        var once = LxcLegacy.Translate(text);
        LxcLegacy.Translate(once).ShouldBe(once);
    });
}
