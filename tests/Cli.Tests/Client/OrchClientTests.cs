using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Orchestrator.Client;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Containers;
using Orchestrator.Contracts.Streams;

namespace Orchestrator.Cli.Tests.Client;

public sealed class OrchClientTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Get_ProblemJson_Problem()
    {
        await using var daemon = await FakeDaemon.StartAsync(async http =>
        {
            http.Response.StatusCode = 404;
            await http.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(
                new Problem { Title = "no such container", Next = "look", ExitCode = 127 }, ContractsJson.Default.Problem));
        });
        using var client = new OrchClient(daemon.Socket);

        var (value, problem) = await client.Containers.GetAsync("x/../y", None);

        value.ShouldBeNull();
        problem.ShouldBe(new Problem { Title = "no such container", Next = "look", ExitCode = 127, Status = 404 });
    }

    [Fact]
    public async Task Get_NameWithSlashes_OneSegment()
    {
        string? path = null;
        await using var daemon = await FakeDaemon.StartAsync(http =>
        {
            path = http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
            http.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        using var client = new OrchClient(daemon.Socket);

        var (_, problem) = await client.Containers.GetAsync("a/b?c", None);

        path.ShouldBe("/v1/containers/a%2Fb%3Fc");
        problem!.Title.ShouldBe("The daemon answered 500 (Internal Server Error)");
    }

    [Fact]
    public async Task Get_Garbage_Problem()
    {
        await using var daemon = await FakeDaemon.StartAsync(http => http.Response.WriteAsync("<html>"));
        using var client = new OrchClient(daemon.Socket);

        var (_, problem) = await client.Node.InfoAsync(None);

        problem!.Title.ShouldBe("The daemon's answer cannot be read");
    }

    [Fact]
    public async Task Get_UnknownProperties_Ignored()
    {
        await using var daemon = await FakeDaemon.StartAsync(http =>
            http.Response.WriteAsync("""{"version":"9","root":"/","node":"n","ofTheFuture":{"x":1}}"""));
        using var client = new OrchClient(daemon.Socket);

        (await client.Node.InfoAsync(None)).Value!.Version.ShouldBe("9");
    }

    [Fact]
    public async Task Get_NoSocket_Unreachable()
    {
        using var client = new OrchClient("/nosuch/orch.sock");

        var (_, problem) = await client.Node.InfoAsync(None);

        Problems.IsUnreachable(problem!).ShouldBeTrue();
    }

    [Fact]
    public async Task Post_EachRequest_OwnIdempotencyKey()
    {
        var keys = new List<string>();
        await using var daemon = await FakeDaemon.StartAsync(http =>
        {
            keys.Add(http.Request.Headers["Idempotency-Key"].ToString());
            return http.Response.WriteAsync("""{"name":"a","id":"00000000-0000-0000-0000-000000000000","state":"RUNNING"}""");
        });
        using var client = new OrchClient(daemon.Socket);

        await client.Containers.StartAsync("a", None);
        await client.Containers.StartAsync("a", None);

        keys.Count.ShouldBe(2);
        keys[0].ShouldNotBeEmpty();
        keys[0].ShouldNotBe(keys[1]);
    }

    [Fact]
    public async Task Run_Frames_PiecesInOrder()
    {
        await using var daemon = await FakeDaemon.StartAsync(async http =>
        {
            await http.Response.Body.WriteAsync(Frame(StreamKind.Stdout, "hello"u8.ToArray()));
            await http.Response.Body.WriteAsync(Frame(StreamKind.Stderr, []));
            await http.Response.Body.WriteAsync(Frame(StreamKind.Stderr, "oops"u8.ToArray()));
        });
        using var client = new OrchClient(daemon.Socket);
        using var reader = (await client.Containers.RunAsync(new ContainerRequest { Image = "i" }, None)).Value!;

        var pieces = new List<string>();
        while (await reader.ReadAsync(None) is { } piece)
            pieces.Add($"{piece.Kind}:{Encoding.UTF8.GetString(piece.Bytes.Span)}");

        pieces.ShouldBe(["Stdout:hello", "Stderr:", "Stderr:oops"]);
    }

    [Theory]
    [InlineData(new byte[] { 1, 0x7f, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 1, 0xff, 0xff, 0xff, 0xff })]
    [InlineData(new byte[] { 1, 0, 0 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 9, 65 })]
    public async Task Run_BrokenFrame_FailedPiece(byte[] bytes)
    {
        using var reader = new OutputReader(new MemoryStream(bytes), "/s");

        var piece = (await reader.ReadAsync(None)).ShouldNotBeNull();

        piece.Kind.ShouldBe(StreamKind.Failed);
        piece.Problem().Detail!.ShouldStartWith("The stream of output broke off");
    }

    [Fact]
    public async Task Events_BrokenStream_ResumesAfterLastSeen()
    {
        var asked = new List<string>();
        await using var daemon = await FakeDaemon.StartAsync(async http =>
        {
            asked.Add(http.Request.Headers["Last-Event-ID"].ToString());
            var seq = asked.Count;
            await http.Response.WriteAsync($": comment\n\nid: {seq}\ndata: {{\"seq\":{seq},\"time\":\"2026-01-01T00:00:00Z\",\ndata: \"type\":\"t\"}}\n\n");
        });
        using var client = new OrchClient(daemon.Socket);

        var seen = new List<long>();
        await foreach (var (view, problem) in client.Events.ReadAsync(
                           new EventQuery { AfterSeq = 0, Follow = true }, (_, _) => Task.FromResult(asked.Count < 3), None))
            seen.Add(view?.Seq ?? -problem!.ExitCode);

        seen.ShouldBe([1, 2, 3, -3]);
        asked.ShouldBe(["0", "1", "2"]);
    }

    [Fact]
    public async Task R15_Events_Cut_GoesOnAfterItsIdByItself()
    {
        var asked = new List<string>();
        await using var daemon = await FakeDaemon.StartAsync(async http =>
        {
            asked.Add(http.Request.Headers["Last-Event-ID"].ToString());
            await http.Response.WriteAsync(asked.Count == 1
                ? Event(1) + "event: cut\nid: 40\ndata: {\"reason\":\"slow\"}\n\n"
                : Event(41));
        });
        using var client = new OrchClient(daemon.Socket);

        var seen = new List<long>();
        await foreach (var (view, problem) in client.Events.ReadAsync(new EventQuery { AfterSeq = 0, Follow = true }, null, None))
            seen.Add(view?.Seq ?? -problem!.ExitCode);

        seen.ShouldBe([1, 41, -3]);
        asked.ShouldBe(["0", "40"]);
    }

    [Fact]
    public async Task Events_BrokenBeforeTheFirstEvent_GoesOnFromThePlaceItWasTold()
    {
        var asked = new List<string>();
        await using var daemon = await FakeDaemon.StartAsync(async http =>
        {
            asked.Add(http.Request.Headers["Last-Event-ID"].ToString());
            await http.Response.WriteAsync(asked.Count == 1 ? "event: cursor\nid: 7\ndata: {}\n\n" : Event(8));
        });
        using var client = new OrchClient(daemon.Socket);

        var seen = new List<long>();
        await foreach (var (view, problem) in client.Events.ReadAsync(
                           new EventQuery { Follow = true }, (_, _) => Task.FromResult(asked.Count < 2), None))
            seen.Add(view?.Seq ?? -problem!.ExitCode);

        seen.ShouldBe([8, -3]);
        asked.ShouldBe(["", "7"]);
    }

    [Fact]
    public async Task Events_ProblemInTheStream_IsToldAndEndsIt()
    {
        await using var daemon = await FakeDaemon.StartAsync(http => http.Response.WriteAsync(
            Event(1) + "event: problem\ndata: {\"title\":\"The history cannot be read further\",\"exitCode\":125}\n\n"));
        using var client = new OrchClient(daemon.Socket);

        var seen = new List<string>();
        await foreach (var (view, problem) in client.Events.ReadAsync(
                           new EventQuery { AfterSeq = 0, Follow = true }, (_, _) => Task.FromResult(true), None))
            seen.Add(view?.Type ?? problem!.Title);

        seen.ShouldBe(["t", "The history cannot be read further"]);
    }

    private static string Event(long seq) =>
        $"id: {seq}\ndata: {{\"seq\":{seq},\"time\":\"2026-01-01T00:00:00Z\",\"type\":\"t\"}}\n\n";

    private static byte[] Frame(StreamKind kind, byte[] bytes)
    {
        var frame = new byte[StreamFrame.HeaderLength + bytes.Length];
        StreamFrame.WriteHeader(frame, kind, bytes.Length);
        bytes.CopyTo(frame, StreamFrame.HeaderLength);
        return frame;
    }
}
