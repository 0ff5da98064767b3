namespace Orchestrator.EndToEnd.Lxc;

/// <summary>What LXC's manual does with a container that was just created, whatever it was made of.</summary>
internal static class LxcWalkThrough
{
    private static readonly string[] Steps =
    [
        "container-created", "container-start-requested", "container-started", "container-exec-started", "container-frozen", "container-thawed",
        "container-exited",
    ];

    /// <param name="command">Behind lxc-start; empty: the container's own system.</param>
    public static async Task TakeAsync(LxcSite site, string name, string command = "")
    {
        var engine = await site.EngineName(name);
        (await site.Steps(engine)).ShouldContain("container-created", "its history begins with its creation");
        (await site.Type($"lxc-start -P $P -n {name} {command}")).Ok();
        (await site.Type($"lxc-wait -P $P -n {name} -s RUNNING -t 30")).Ok();
        (await site.Type($"lxc-attach -P $P -n {name} -- sh -c 'echo inside; exit 9'")).Expect(9).Out.ShouldBe("inside\n");
        (await site.Type($"lxc-attach -P $P -n {name} -- touch /made-inside")).Ok();
        (await site.Type($"lxc-freeze -P $P -n {name}")).Ok();
        (await site.Type($"lxc-info -P $P -n {name} -s -H")).Ok().Out.ShouldBe("FROZEN\n");
        (await site.Type($"lxc-unfreeze -P $P -n {name}")).Ok();
        (await site.Type($"lxc-stop -P $P -n {name} -k")).Ok();
        var seen = await site.Steps(engine);
        foreach (var step in Steps)
            seen.ShouldContain(step);

        (await site.Type($"lxc-snapshot -P $P -n {name}")).Ok();
        (await site.Type($"lxc-snapshot -P $P -n {name} -L")).Ok().Out.ShouldStartWith("snap0 (");
        (await site.Steps(await site.EngineName("snap0"))).ShouldContain("container-created");
        File.Delete(Path.Combine(site.Files(name), "made-inside"));
        (await site.Type($"lxc-snapshot -P $P -n {name} -r snap0 -N {name}-back")).Ok();
        File.Exists(Path.Combine(site.Files(name + "-back"), "made-inside")).ShouldBeTrue("the snapshot has what was there when it was taken");

        (await site.Type($"lxc-copy -P $P -n {name} -N {name}-two")).Ok();
        var two = await site.EngineName(name + "-two");
        (await site.Type($"lxc-start -P $P -n {name}-two {command}")).Ok();
        (await site.Type($"lxc-attach -P $P -n {name}-two -- hostname")).Ok().Out.ShouldBe($"{name}-two\n");
        (await site.Type($"lxc-destroy -P $P -n {name}-two -f")).Ok();
        (await site.Steps(two)).ShouldContain("container-removed");
        (await site.Type($"lxc-destroy -P $P -n {name}-back")).Ok();
        (await site.Type($"lxc-destroy -P $P -n {name} -s")).Ok();
        (await site.Steps(engine)).ShouldContain("container-removed");
        Directory.EnumerateFileSystemEntries(site.Containers).ShouldBeEmpty();
    }
}
