using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Cli.Tests.Client;

/// <summary>Answers on a unix socket what a test tells it to.</summary>
internal sealed class FakeDaemon : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _folder;

    private FakeDaemon(WebApplication app, DirectoryInfo folder)
    {
        _app = app;
        _folder = folder;
    }

    public string Socket => Path.Combine(_folder.FullName, "orch.sock");

    public static async Task<FakeDaemon> StartAsync(RequestDelegate answer)
    {
        var folder = Directory.CreateTempSubdirectory("orch-fake-");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.ListenUnixSocket(Path.Combine(folder.FullName, "orch.sock"), l => l.Protocols = HttpProtocols.Http1));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return new FakeDaemon(app, folder);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
