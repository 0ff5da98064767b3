using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Logging;

public sealed class LogLimitTests
{
    [Fact]
    public async Task R06_Flood_WithALimit_IsCutToItAndTheDropIsCounted()
    {
        await using var root = new OrchRoot();
        (await root.Orch("run", "--name", "flood", "-d", "--log-opt", "max-size=1M", "--log-opt", "max-file=2", "busybox", "sh", "-c",
            "i=0; while [ $i -lt 400000 ]; do echo line $i of a flood that goes on and on; i=$((i+1)); done")).Ok();
        (await root.Orch(TimeSpan.FromMinutes(3), "wait", "flood")).Ok();

        var logs = await root.Orch("logs", "flood");

        logs.Ok();
        logs.Lines[^1].ShouldBe("line 399999 of a flood that goes on and on");
        logs.Lines[0].ShouldStartWith("line ");
        logs.Out.Length.ShouldBeLessThan(3 << 20);
        logs.Error.ShouldContain("bytes of older stdout were dropped");
    }

    [Fact]
    public async Task Logs_SinceAndTimestamps_AcrossARestart()
    {
        await using var root = new OrchRoot();
        (await root.Orch("run", "-d", "--name", "job", "busybox", "sh", "-c", "echo hello; sleep 600")).Ok();
        await Clock.Until("it has written", async () => (await root.Orch("logs", "job")).Out.Contains("hello", StringComparison.Ordinal));
        (await root.Orch("restart", "-t", "0", "job")).Ok();
        await Clock.Until("it has written twice", async () => (await root.Orch("logs", "job")).Lines.Length == 2);

        var stamped = (await root.Orch("logs", "--timestamps", "job")).Ok();

        stamped.Lines.ShouldAllBe(line => line.EndsWith("Z hello", StringComparison.Ordinal));
        DateTimeOffset.Parse(stamped.Lines[0].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)
            .ShouldBeLessThanOrEqualTo(DateTimeOffset.Parse(stamped.Lines[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
        (await root.Orch("logs", "--since", "1h", "job")).Ok().Lines.Length.ShouldBe(2);
        // A line's time is that at which it was seen in the file, at most an interval of the accounting after it was written.
        await Clock.Until("all of it is older than now", async () => (await root.Orch("logs", "--since", "0s", "job")).Ok().Lines.Length == 0);
        (await root.Orch("logs", "--since", "yesterday-ish", "job")).ExitCode.ShouldNotBe(0);
    }

    [Fact]
    public async Task R06_WriterBeyondItsRate_IsHeldAndGoesOn()
    {
        await using var root = new OrchRoot();
        (await root.Orch("run", "-d", "--name", "fast", "--log-opt", "max-rate=1M", "busybox", "sh", "-c",
            "dd if=/dev/zero bs=1M count=4 2>/dev/null; sleep 600")).Ok();

        await Clock.Until("it is held", async () => (await root.Events("fast")).Exists(view => view.GetProperty("type").GetString() == "container-frozen"));
        await Clock.Until("it goes on", async () => (await root.Events("fast")).Exists(view => view.GetProperty("type").GetString() == "container-thawed"));

        (await root.Orch("audit", "why", "fast")).Ok().Out.ShouldContain("bytes of output");
    }
}
