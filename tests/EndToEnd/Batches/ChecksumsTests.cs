using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Batches;

/// <summary>The tour of the README: two hundred real files through two hundred containers.</summary>
public sealed class ChecksumsTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    [Fact]
    public async Task BatchRun_TwoHundredFiles_SumsEqualThoseComputedOutside()
    {
        var file = root.Write("checksums.yaml", await File.ReadAllTextAsync(Binaries.Example("checksums.yaml")));
        var run = await root.Orch(TimeSpan.FromMinutes(4), "batch", "run", file);

        run.Ok();
        var check = await root.Tool(Binaries.Example("check-checksums"), Path.Combine(root.Folder, "results/checksums"));
        check.Ok().Out.ShouldBe("200 results, 200 different files, 0 wrong\n");

        var batch = (await root.Orch("batch", "show", "checksums", "--format", "json")).Ok().Json;
        batch.GetProperty("state").GetString().ShouldBe("SUCCEEDED");
        var jobs = batch.GetProperty("jobs").EnumerateArray().ToList();
        jobs.Count.ShouldBe(200);
        jobs.Select(job => job.GetProperty("name").GetString()).ShouldBeUnique();
        foreach (var job in jobs)
        {
            job.GetProperty("state").GetString().ShouldBe("SUCCEEDED", job.ToString());
            job.GetProperty("exit").GetProperty("code").GetInt32().ShouldBe(0);
            job.GetProperty("usage").GetProperty("cpuUsec").GetInt64().ShouldBeGreaterThan(0);
        }
        // The outputs belong to the caller although root inside the containers wrote them.
        var owner = await root.Tool("/usr/bin/stat", "-c", "%u", Path.Combine(root.Folder, "results/checksums/0.sum"));
        owner.Ok().Out.Trim().ShouldBe("0");
    }
}
