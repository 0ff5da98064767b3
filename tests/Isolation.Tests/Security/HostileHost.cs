using System.Diagnostics;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Security;

/// <summary>A runtime, and the hostile program, built by the machine's compiler.</summary>
public sealed class HostileHost : IAsyncLifetime
{
    private readonly ScratchFolder _folder = new();

    public RuntimeHost Host { get; } = new();

    public string Program => Path.Combine(_folder.Path, "hostile");

    private string? _whyNot;

    public async ValueTask InitializeAsync()
    {
        await Host.InitializeAsync();
        _whyNot = await FixtureProgram.BuildAsync("hostile.c", Program);
    }

    /// <summary>Runs one attempt in a container and gives what it printed.</summary>
    public Task<string> TryAsync(params string[] arguments) => TryAsync(spec => spec, arguments);

    public async Task<string> TryAsync(Func<ContainerSpec, ContainerSpec> with, params string[] arguments)
    {
        Assert.SkipWhen(_whyNot is not null, _whyNot ?? "");
        var done = await Host.RunAsync(with(Spec(arguments)));
        done.Stderr.ShouldBeEmpty();
        return done.Stdout.Trim();
    }

    public ContainerSpec Spec(params string[] arguments) => new()
    {
        Image = "busybox",
        Command = ["/hostile", .. arguments],
        Mounts = [new MountSpec { Source = Program, Target = "/hostile" }],
        Resources = new ResourceLimits { MemoryBytes = 64 << 20, Pids = 64 },
    };

    public async Task<(int Code, string Output)> OnHostAsync(params string[] arguments)
    {
        Assert.SkipWhen(_whyNot is not null, _whyNot ?? "");
        var start = new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output.Trim());
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        _folder.Dispose();
    }
}
