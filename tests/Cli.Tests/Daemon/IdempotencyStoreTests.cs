using Microsoft.AspNetCore.Http;
using Orchestrator.Daemon.Api;

namespace Orchestrator.Cli.Tests.Daemon;

public sealed class IdempotencyStoreTests
{
    private readonly IdempotencyStore _store = new();
    private int _carriedOut;

    [Fact]
    public async Task Once_SameKey_SameAnswerOnce()
    {
        var first = await OnceAsync("k", "/a");
        var second = await OnceAsync("k", "/a");

        second.ShouldBeSameAs(first);
        _carriedOut.ShouldBe(1);
    }

    [Fact]
    public async Task Once_SameKeyMeanwhile_WaitsForTheFirst()
    {
        var gate = new TaskCompletionSource<ApiAnswer>();
        var first = _store.OnceAsync(Request("k", "/a", 0), () => gate.Task);
        var second = OnceAsync("k", "/a");
        second.IsCompleted.ShouldBeFalse();

        gate.SetResult(ApiAnswer.Text("done", "text/plain"));

        (await second).ShouldBeSameAs(await first);
        _carriedOut.ShouldBe(0);
    }

    [Theory]
    [InlineData("other", "/a", 0u)]
    [InlineData("k", "/a", 1000u)]
    public async Task Once_OtherKeyOrUser_CarriedOutAgain(string key, string path, uint uid)
    {
        await OnceAsync("k", "/a");
        await OnceAsync(key, path, uid);

        _carriedOut.ShouldBe(2);
    }

    [Fact]
    public async Task Once_NoKey_CarriedOutAgain()
    {
        await OnceAsync(null, "/a");
        await OnceAsync(null, "/a");

        _carriedOut.ShouldBe(2);
    }

    [Fact]
    public async Task Once_KeyOfAnotherPath_Refused()
    {
        await OnceAsync("k", "/a");

        (await Should.ThrowAsync<BadRequestException>(() => OnceAsync("k", "/b"))).Message
            .ShouldBe("the Idempotency-Key was used for /a before");
    }

    [Theory]
    [InlineData(503, 2)]
    [InlineData(429, 2)]
    [InlineData(409, 1)]
    public async Task Once_Failure_KeptOnlyIfItWouldStay(int status, int times)
    {
        await OnceAsync("k", "/a", status: status);
        await OnceAsync("k", "/a", status: status);

        _carriedOut.ShouldBe(times);
    }

    [Fact]
    public async Task Once_Exception_MayBeTriedAgain()
    {
        await Should.ThrowAsync<InvalidOperationException>(() =>
            _store.OnceAsync(Request("k", "/a", 0), () => throw new InvalidOperationException()));
        await OnceAsync("k", "/a");

        _carriedOut.ShouldBe(1);
    }

    [Fact]
    public void TryReserve_Twice_OnlyOnce()
    {
        _store.TryReserve(Request("k", "/v1/run", 0)).ShouldBeTrue();
        _store.TryReserve(Request("k", "/v1/run", 0)).ShouldBeFalse();
    }

    private Task<ApiAnswer> OnceAsync(string? key, string path, uint uid = 0, int status = 200) =>
        _store.OnceAsync(Request(key, path, uid), () =>
        {
            _carriedOut++;
            return Task.FromResult(ApiAnswer.Text("done", "text/plain", status));
        });

    private static DefaultHttpContext Request(string? key, string path, uint uid)
    {
        var http = new DefaultHttpContext();
        http.Request.Path = path;
        if (key is not null)
            http.Request.Headers["Idempotency-Key"] = key;
        http.Features.Set(new PeerIdentity(1, uid, uid));
        return http;
    }
}
