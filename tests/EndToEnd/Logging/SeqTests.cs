using System.Net;
using System.Net.Sockets;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Logging;

/// <summary>Seq's ingestion endpoint on loopback, which takes newline-delimited log events (CLEF).</summary>
public sealed class SeqTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    [Fact]
    public async Task Seq_DownWhileTheDaemonStarts_GetsEveryEventAfterwards()
    {
        var port = FreePort();
        var seq = new Dictionary<string, string> { ["ORCH__SEQ__URL"] = $"http://127.0.0.1:{port}" };
        (await root.StartWith(seq, "run", "busybox", "true").ResultAsync()).Ok();
        using var listener = new HttpListener();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();

        var said = "";
        using var limit = new CancellationTokenSource(Clock.Long);
        while (!said.Contains("orchd {Version} answers", StringComparison.Ordinal) || !said.Contains("Made the image", StringComparison.Ordinal))
        {
            var call = await listener.GetContextAsync().WaitAsync(limit.Token);
            using (var body = new StreamReader(call.Request.InputStream))
                said += await body.ReadToEndAsync(limit.Token);
            call.Response.StatusCode = 201;
            call.Response.Close();
        }
    }

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
