using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Audit;

/// <summary>Whoever reads events sees each once and none less, over every end of the daemon and at every speed.</summary>
public sealed class EventCursorTests
{
    [Fact]
    public async Task V01_Follow_OverKillsOfTheDaemon_SeesEachEventOnce()
    {
        await using var root = new OrchRoot();
        (await root.Orch("create", "--name", "first", "busybox", "true")).Ok();
        await using var follower = root.Start("events", "--since", "0", "--format", "json");
        // Begins before its first event: it must not miss what happens while no daemon is there.
        await using var rare = root.Start("events", "--filter", "type=container-removed", "--format", "json");
        await Clock.Until("the first event is seen", () => follower.Out.Length > 0);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        for (var round = 0; round < 3; round++)
        {
            await OrchRoot.KillAsync(await root.DaemonPid());
            // Its last thread may outlive its first one, and with it the socket on which nobody answers.
            await Clock.Until("nobody listens any more", () => !Listens(root));
            (await root.Orch("create", "--name", $"c{round}", "busybox", "true")).Ok();
            (await root.Orch("rm", $"c{round}")).Ok();
        }
        (await root.Orch("create", "--name", "last", "busybox", "true")).Ok();

        await Clock.Until("the last event is seen", () => follower.Out.Contains("\"last\"", StringComparison.Ordinal));
        await Clock.Until("all removals are seen", () => rare.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length >= 3);

        var seen = Sequences(follower.Out);
        seen.ShouldBe(Enumerable.Range(1, seen.Count).Select(n => (long)n));
        Sequences(rare.Out).Distinct().Count().ShouldBe(3);
        follower.Signal("INT");
        rare.Signal("INT");
    }

    [Fact]
    public async Task Follow_FromATime_BeginsThere()
    {
        await using var root = new OrchRoot();
        (await root.Orch("create", "--name", "before", "busybox", "true")).Ok();
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        var time = TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
        (await root.Orch("create", "--name", "after", "busybox", "true")).Ok();

        var lines = (await root.Orch("events", "--since", time, "--until", "now", "--format", "json")).Ok().Lines;

        lines.Select(line => JsonDocument.Parse(line).RootElement)
            .Where(e => e.GetProperty("type").GetString() == "container-created")
            .Select(e => e.GetProperty("container").GetString()).ShouldBe(["after"]);
    }

    [Fact]
    public async Task Events_WithACursorAheadOfTheJournal_AreRefused()
    {
        await using var root = new OrchRoot();
        (await root.Orch("create", "busybox", "true")).Ok();

        var refused = await root.Orch("events", "--since", "1000000");

        refused.Expect(125).Error.ShouldContain("lies ahead of it");
    }

    [Fact]
    public async Task R15_AReaderThatTakesNothing_DoesNotHoldOthersUp()
    {
        await using var root = new OrchRoot();
        (await root.Orch("create", "--name", "web", "busybox", "true")).Ok();
        var stuck = new List<Socket>();
        try
        {
            for (var i = 0; i < 50; i++)
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(root.Path, "run", "orch.sock")));
                await socket.SendAsync(Encoding.ASCII.GetBytes("GET /v1/events?after=0 HTTP/1.1\r\nHost: orch\r\n\r\n"));
                stuck.Add(socket);
            }
            await using var follower = root.Start("events", "--since", "0", "--format", "json");
            for (var i = 0; i < 40; i++)
                (await root.Orch("rename", i % 2 == 0 ? "web" : "site", i % 2 == 0 ? "site" : "web")).Ok();

            await Clock.Until("the follower has seen all", () =>
                follower.Out.Split("container-renamed", StringSplitOptions.None).Length > 40);
            follower.Signal("INT");
        }
        finally
        {
            stuck.ForEach(socket => socket.Dispose());
        }
    }

    private static bool Listens(OrchRoot root)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(Path.Combine(root.Path, "run", "orch.sock")));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static List<long> Sequences(string lines) =>
        [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("seq").GetInt64())];
}
