using System.Text.Json;
using Orchestrator.EndToEnd.Harness;
using Orchestrator.EndToEnd.Images;

namespace Orchestrator.EndToEnd.Storage;

/// <summary>Volumes with labels, those that nobody named, and what a container takes of the disk.</summary>
public sealed class VolumeTests
{
    [Fact]
    public async Task Labels_AreKept_AndFilteredBy()
    {
        await using var root = new OrchRoot();
        (await root.Orch("volume", "create", "a", "-l", "tier=db", "--label", "env=test")).Ok();
        (await root.Orch("volume", "create", "b", "--label", "tier=web")).Ok();
        (await root.Orch("create", "--name", "c", "-v", "b:/data", "busybox", "true")).Ok();

        (await Names(root)).ShouldBe(["a", "b"]);
        (await Names(root, "--filter", "label=tier")).ShouldBe(["a", "b"]);
        (await Names(root, "--filter", "label=tier=db")).ShouldBe(["a"]);
        (await Names(root, "--filter", "label=tier", "--filter", "label=env=other")).ShouldBeEmpty();
        (await Names(root, "--filter", "dangling=true")).ShouldBe(["a"]);
        (await Names(root, "--filter", "dangling=false")).ShouldBe(["b"]);
        (await Names(root, "--filter", "name=b", "--filter", "name=a")).ShouldBe(["a", "b"]);
        (await root.Orch("volume", "ls", "--filter", "color=red")).Expect(2).Error.ShouldContain("name, label, dangling");
        (await root.Orch("volume", "inspect", "a")).Ok().Json.GetProperty("labels").GetProperty("env").GetString().ShouldBe("test");

        // One that is there stays as it is, and nobody is told otherwise.
        (await root.Orch("volume", "create", "a")).Ok();
        (await root.Orch("volume", "create", "a", "-l", "tier=web")).Expect(125).Error.ShouldContain("other labels");
        await OrchRoot.KillAsync(await root.DaemonPid());
        (await Names(root, "--filter", "label=tier=db")).ShouldBe(["a"]);
        (await root.Orch("volume", "prune", "-a", "--filter", "label=tier=db")).Ok().Lines.ShouldBe(["a"]);
        var made = (await root.Events()).First(e => e.GetProperty("type").GetString() == "volume-made");
        made.GetProperty("data").GetProperty("labels").GetProperty("tier").GetString().ShouldBe("db");
    }

    [Fact]
    public async Task Rm_WithVolumes_TakesThoseThatNobodyNamedAndNobodyElseMounts_InOneWrite()
    {
        await using var root = new OrchRoot();
        var archive = Path.Combine(root.Folder, "data.tar");
        await ImageFile.WriteAsync(archive, "data:1", """{"Cmd":["sleep","1000"],"Env":["PATH=/bin"],"Volumes":{"/data":{}}}""");
        (await root.Orch("image", "import", archive)).Ok();

        // There from its creation on, and told of.
        (await root.Orch("create", "--name", "one", "-v", "named:/named", "data:1")).Ok();
        var unnamed = (await Names(root, "--filter", "anonymous=true")).ShouldHaveSingleItem();
        (await Told(root)).ShouldBe(["volume-made", "volume-made"]);
        (await root.Orch("run", "-d", "--name", "two", "-v", $"{unnamed}:/mine", "busybox", "sleep", "1000")).Ok();

        (await root.Orch("rm", "-v", "one")).Ok();
        (await Names(root)).ShouldBe([unnamed, "named"], ignoreOrder: true);
        (await Told(root)).ShouldBe(["volume-made", "volume-made"]);

        (await root.Orch("rm", "-f", "-v", "two")).Ok();
        (await Names(root)).ShouldBe(["named"]);
        var events = (await root.Events()).ToList();
        var gone = events.FindLastIndex(e => e.GetProperty("type").GetString() == "container-removed");
        events[gone + 1].GetProperty("type").GetString().ShouldBe("volume-removed");
        events[gone + 1].GetProperty("time").GetString().ShouldBe(events[gone].GetProperty("time").GetString());
        (await root.Orch("audit", "why", "two")).Ok().Out.ShouldContain("with its volumes");

        // As with --rm, whether anything was ever in it or not.
        (await root.Orch("run", "--rm", "data:1", "sh", "-c", "echo x >/data/file")).Ok();
        (await Names(root)).ShouldBe(["named"]);
        (await root.Orch("create", "--name", "bad", "--memory", "1", "data:1")).ExitCode.ShouldNotBe(0);
        (await Names(root)).ShouldBe(["named"]);
    }

    [Fact]
    public async Task Ps_WithSize_TellsWhatEachTakesOfTheDisk()
    {
        await using var root = new OrchRoot();
        (await root.Orch("run", "--name", "s", "busybox", "sh", "-c", "head -c 5000000 /dev/urandom >/file; ln /file /again; ln -s /proc /link")).Ok();
        (await root.Orch("run", "--name", "d", "--storage", "dir", "busybox", "true")).Ok();

        var sizes = await Sizes(root);
        sizes["s"].GetProperty("writtenBytes").GetInt64().ShouldBeInRange(5_000_000, 5_200_000);
        sizes["s"].GetProperty("sharedBytes").GetInt64().ShouldBe(0);
        var image = sizes["s"].GetProperty("imageBytes").GetInt64();
        image.ShouldBeGreaterThan(500_000);
        // A copy of the image is its own.
        sizes["d"].GetProperty("imageBytes").GetInt64().ShouldBe(0);
        sizes["d"].GetProperty("writtenBytes").GetInt64().ShouldBeGreaterThan(500_000);

        (await root.Orch("snapshot", "create", "s", "kept")).Ok();
        sizes = await Sizes(root);
        sizes["s"].GetProperty("writtenBytes").GetInt64().ShouldBeLessThan(100_000);
        sizes["s"].GetProperty("sharedBytes").GetInt64().ShouldBeInRange(5_000_000, 5_200_000);
        (await root.Orch("ps", "-a", "-s")).Ok().Out.ShouldContain("SIZE");
        (await root.Orch("ps", "-a", "-s", "--at", "1m")).Expect(2);
        (await root.Orch("ps", "-a", "--format", "json")).Ok().Json[0].TryGetProperty("size", out var none).ShouldBe(none.ValueKind == JsonValueKind.Null);
    }

    private static async Task<Dictionary<string, JsonElement>> Sizes(OrchRoot root) =>
        (await root.Orch("ps", "-a", "--size", "--format", "json")).Ok().Json.EnumerateArray()
            .ToDictionary(container => container.GetProperty("name").GetString()!, container => container.GetProperty("size"));

    private static async Task<IReadOnlyList<string>> Names(OrchRoot root, params string[] filters) =>
        (await root.Orch(["volume", "ls", "-q", .. filters])).Ok().Lines;

    private static async Task<IReadOnlyList<string>> Told(OrchRoot root) =>
        [.. (await root.Events()).Select(e => e.GetProperty("type").GetString()!).Where(type => type.StartsWith("volume-", StringComparison.Ordinal))];
}
