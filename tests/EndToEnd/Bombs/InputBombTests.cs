using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Bombs;

/// <summary>R14, R16: connections that are dropped at once, and requests that are larger than a program can take.</summary>
public sealed class InputBombTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    private string Socket => Path.Combine(root.Path, "run", "orch.sock");

    [Fact]
    public async Task R16_EnvironmentAndArgumentsThatNoProgramCanTake_AreRefusedWith4xx()
    {
        (await root.Orch("run", "busybox", "true")).Ok();
        var long1 = new string('x', 200 << 10);
        // One string above MAX_ARG_STRLEN, then all together above what execve(2) takes, then above the request's own limit.
        foreach (var (body, codes) in new (object, int[])[]
        {
            (new { image = "busybox", command = new[] { "echo", long1 } }, [400, 422]),
            (new { image = "busybox", command = new[] { "true" }, environment = new Dictionary<string, string> { ["BIG"] = long1 } }, [400, 422]),
            (new { image = "busybox", command = Enumerable.Repeat(new string('y', 100 << 10), 64).Prepend("echo").ToArray() }, [400, 413, 422]),
            (new { image = "busybox", command = Enumerable.Repeat(new string('z', 100 << 10), 400).Prepend("echo").ToArray() }, [400, 413, 422]),
        })
        {
            var (status, text) = await PostAsync("/v1/containers?start=true", JsonSerializer.Serialize(body));
            codes.ShouldContain(status, text[..Math.Min(500, text.Length)]);
        }
        (await root.Orch("ps")).Ok();
        (await root.Orch("run", "busybox", "sh", "-c", "exit 4")).Expect(4);
    }

    [Fact]
    public async Task R14_ExecsAndStreamsOpenedAndDropped_LeaveNothingBehind()
    {
        (await root.Orch("run", "-d", "--name", "target", "busybox", "sleep", "600")).Ok();
        (await root.Orch("exec", "target", "true")).Ok();
        var (daemon, launcher) = (await root.DaemonPid(), await root.LauncherPid());
        await DropAsync(200);
        await Processes.AccountingHasBegunAsync(daemon);
        var before = (Processes.OpenFiles(daemon), Processes.OpenFiles(launcher), Threads(daemon));
        await using (new Probe(root, "R14"))
        {
            await DropAsync(10_000);
            // An exec whose client is gone goes on; what it leaves is gone with its end.
            for (var i = 0; i < 10; i++)
            {
                await using var exec = root.Start("exec", "target", "sleep", "500");
                await Clock.Until("it runs", async () => (await root.Events("target")).Count(view => view.GetProperty("type").GetString() == "container-exec-started") >= i + 2);
            }
            (await root.Orch("exec", "target", "killall", "sleep")).Ok();
        }
        // Everything that was left would be named here.
        await Clock.Until(() => $"the descriptors are back to what they were: {string.Join(", ", Processes.OpenFiles(daemon).Except(before.Item1).Concat(Processes.OpenFiles(launcher).Except(before.Item2)))}", () =>
            Processes.OpenFiles(daemon).Count <= before.Item1.Count + 10 && Processes.OpenFiles(launcher).Count <= before.Item2.Count + 10);
        Console.WriteLine($"R14: descriptors of the daemon {before.Item1.Count} -> {Processes.OpenFiles(daemon).Count}, of the launcher {before.Item2.Count} -> {Processes.OpenFiles(launcher).Count}, threads {before.Item3} -> {Threads(daemon)}");
        (await root.Orch("kill", "target")).Ok();
    }

    /// <summary>Requests whose answers nobody reads: the connection is closed as soon as they are sent.</summary>
    private async Task DropAsync(int times)
    {
        var requests = new[]
        {
            "GET /v1/events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n",
            "GET /v1/containers/target/logs?follow=true HTTP/1.1\r\nHost: x\r\n\r\n",
            "POST /v1/containers/target/wait HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
            "POST /v1/containers/target/exec HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{",
        };
        await Parallel.ForEachAsync(Enumerable.Range(0, times), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, cancel) =>
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            while (true)
            {
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancel);
                    break;
                }
                catch (SocketException error) when (error.SocketErrorCode is SocketError.WouldBlock or SocketError.TryAgain)
                {
                    // More than the daemon's queue of connections takes (EAGAIN, connect(2)): it is taking them one by one.
                    await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancel);
                }
            }
            await socket.SendAsync(Encoding.ASCII.GetBytes(requests[i % requests.Length]), cancel);
        });
    }

    private async Task<(int Status, string Text)> PostAsync(string path, string json)
    {
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var client = new HttpClient(handler) { BaseAddress = new Uri("http://orch") };
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        try
        {
            using var answer = await client.PostAsync(path, content);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException error) when (error.InnerException is IOException or SocketException)
        {
            // The daemon closed it without reading to the end: it had said 413, which this client did not wait for.
            return ((int)HttpStatusCode.RequestEntityTooLarge, error.Message);
        }
    }

    private static int Threads(int pid) => Directory.GetDirectories($"/proc/{pid}/task").Length;
}
