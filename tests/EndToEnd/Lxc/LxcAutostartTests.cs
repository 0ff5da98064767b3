using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Lxc;

public sealed class LxcAutostartTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    private readonly LxcSite _site = new(root);

    [Fact]
    public async Task Daemon_StartsWhatIsMarked_ByGroupsAndOrder_EachTime()
    {
        _site.Make("last", "lxc.start.auto = 1\nlxc.start.order = 7\n");
        _site.Make("second", "lxc.start.auto = 1\nlxc.start.order = 3\nlxc.start.delay = 1\n");
        _site.Make("first", "lxc.start.auto = 1\nlxc.start.order = 9\nlxc.group = onboot\n");
        _site.Make("other", "lxc.start.auto = 1\nlxc.group = nightly\n");
        _site.Make("manual");
        Directory.CreateDirectory(Path.Combine(root.Path, "etc"));
        File.WriteAllText(Path.Combine(root.Path, "etc/orch.yaml"), $"lxc:\n  autostart: {_site.Containers}\n");

        for (var start = 1; start <= 2; start++)
        {
            await root.Info();
            await Clock.Until("what is marked runs", async () => (await _site.Type("lxc-ls -P $P --running -1")).Ok().Out == "first\nlast\nsecond\n");
            var started = (await root.Events()).Where(e => e.GetProperty("type").GetString() == "container-started").ToList();
            started.Select(e => e.GetProperty("container").GetString()!.Split('+')[0]).ShouldBe(
                Enumerable.Repeat<string[]>(["first", "second", "last"], start).SelectMany(names => names));
            (started[^1].GetProperty("time").GetDateTimeOffset() - started[^2].GetProperty("time").GetDateTimeOffset())
                .ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1), "lxc.start.delay of the one before");
            (await root.Orch("daemon", "--stop", "--with-containers")).Ok();
        }
    }
}
