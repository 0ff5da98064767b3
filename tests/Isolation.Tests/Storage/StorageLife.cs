using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Storage;

/// <summary>What every kind of storage must do, one container's life each.</summary>
internal sealed class StorageLife(RuntimeHost host)
{
    /// <summary>A program of each sort that a copy could spoil: setuid, another owner, two names of one file, a hole, a pipe, a link to nowhere.</summary>
    private const string Writing = """
        mkdir -p /data/deep && echo first >/data/file && ln /data/file /data/deep/same && ln -s /nowhere /data/link
        cp /bin/busybox /data/su && chown 7:8 /data/su && chmod 4711 /data/su && mkfifo /data/pipe
        dd if=/dev/zero of=/data/hole bs=1 count=1 seek=4000000 2>/dev/null
        rm -r /srv /etc/hostname && mkdir /srv && echo here >/srv/new; echo done
        """;

    private const string Reading = """
        cat /data/file /data/deep/same; stat -c '%u %g %a %h' /data/su /data/file; readlink /data/link; test -p /data/pipe && echo pipe
        test $(du -k /data/hole | cut -f1) -lt 100 && echo hole; ls /srv; ls /etc/hostname 2>/dev/null; stat -c %u / /etc/passwd /srv; exit 0
        """;

    private static readonly string[] Read =
        ["first", "first", "7 8 4711 1", "0 0 644 2", "/nowhere", "pipe", "hole", "new", "0", "0", "0"];

    public async Task KeepsAndGoes(StorageSpec storage)
    {
        var (id, spec, prepared) = await Prepare(storage);
        (await Run(id, 1, spec, prepared, Writing)).ShouldBe(["done"]);
        (await Run(id, 2, spec, prepared, Reading)).ShouldBe(Read);
        await Remove(id);
    }

    public async Task SnapshotAndBack(StorageSpec storage)
    {
        var (id, spec, prepared) = await Prepare(storage);
        (await Run(id, 1, spec, prepared, Writing)).ShouldBe(["done"]);
        var order = new StoreOrder(StoreKind.Snapshot, id, spec, prepared, Live: false) { Snapshot = "before" };
        (await host.Runtime.StoreAsync(order, RuntimeHost.Token())).Problem.ShouldBeNull();
        // Again it is what it was.
        (await host.Runtime.StoreAsync(order, RuntimeHost.Token())).Problem.ShouldBeNull();
        (await Run(id, 2, spec, prepared, "echo second >/data/file; rm -r /data/deep /srv; mkdir /data/more; echo done")).ShouldBe(["done"]);

        var copy = await Copied(order with { Kind = StoreKind.Copy, Share = true });
        (await Run(copy.Id, 1, copy.Spec, copy.Prepared, Reading)).ShouldBe(Read);
        (await Run(id, 3, spec, prepared, "cat /data/file; ls /data")).ShouldBe(["second", "file", "hole", "link", "more", "pipe", "su"]);
        (await host.Runtime.StoreAsync(order with { Kind = StoreKind.Restore }, RuntimeHost.Token())).Problem.ShouldBeNull();
        (await Run(id, 4, spec, prepared, Reading)).ShouldBe(Read);

        // What it stands on is the snapshot's, and stays when that and the original go.
        (await host.Runtime.StoreAsync(order with { Kind = StoreKind.RemoveSnapshot }, RuntimeHost.Token())).Problem.ShouldBeNull();
        await Remove(id);
        (await Run(copy.Id, 2, copy.Spec, copy.Prepared, Reading)).ShouldBe(Read);
        await Remove(copy.Id);
        Layers().ShouldBeEmpty();
    }

    public async Task CopyOfALiving(StorageSpec storage)
    {
        var (id, spec, prepared) = await Prepare(storage);
        var outcome = await host.Runtime.LaunchAsync(
            new LaunchOrder(id, $"c{id:N}", 1, spec with { Command = ["sh", "-c", Writing + "; sleep 600"] }, prepared), RuntimeHost.Token());
        outcome.Failure.ShouldBeNull();
        var running = new Running(host, id, $"c{id:N}", spec, prepared, outcome.Init!);
        await running.LineAsync("done");
        (await host.Runtime.FreezeAsync(id, RuntimeHost.Token())).Done.ShouldBeTrue();
        var copy = await Copied(new StoreOrder(StoreKind.Copy, id, spec, prepared, Live: true) { Share = true });
        var order = new StoreOrder(StoreKind.Snapshot, id, spec, prepared, Live: true) { Snapshot = "living" };
        (await host.Runtime.StoreAsync(order, RuntimeHost.Token())).Problem.ShouldBeNull();
        (await host.Runtime.ThawAsync(id, RuntimeHost.Token())).Done.ShouldBeTrue();
        var second = await Copied(order with { Kind = StoreKind.Copy });
        await running.KillAsync();
        (await Run(copy.Id, 1, copy.Spec, copy.Prepared, Reading)).ShouldBe(Read);
        (await Run(second.Id, 1, second.Spec, second.Prepared, Reading)).ShouldBe(Read);
        await Remove(copy.Id);
        await Remove(second.Id);
        Layers().ShouldBeEmpty();
    }

    /// <returns>How the files were copied.</returns>
    public async Task<string?> CopyApart(StorageSpec storage)
    {
        var (id, spec, prepared) = await Prepare(storage);
        (await Run(id, 1, spec, prepared, Writing)).ShouldBe(["done"]);
        var order = new StoreOrder(StoreKind.Copy, id, spec, prepared, Live: false);
        var copy = await Copied(order);
        var shared = await Copied(order with { Share = true });
        (await Run(id, 2, spec, prepared, "rm -r /data /srv; echo gone")).ShouldBe(["gone"]);
        (await Run(copy.Id, 1, copy.Spec, copy.Prepared, Reading)).ShouldBe(Read);
        (await Run(shared.Id, 1, shared.Spec, shared.Prepared, Reading)).ShouldBe(Read);
        await Remove(id);
        await Remove(copy.Id);
        (await Run(shared.Id, 2, shared.Spec, shared.Prepared, Reading)).ShouldBe(Read);
        await Remove(shared.Id);
        Layers().ShouldBeEmpty();
        return copy.How;
    }

    private async Task<(Guid Id, ContainerSpec Spec, PreparedContainer Prepared)> Prepare(StorageSpec storage)
    {
        Assert.SkipWhen(host.WhyNot is not null, host.WhyNot ?? "");
        var id = Guid.CreateVersion7();
        var spec = RuntimeHost.Shell("true") with { Storage = storage };
        var outcome = await host.Runtime.PrepareAsync(id, $"c{id:N}", spec, RuntimeHost.Token());
        outcome.Problem.ShouldBeNull();
        return (id, spec, outcome.Prepared!);
    }

    private async Task<(Guid Id, ContainerSpec Spec, PreparedContainer Prepared, string? How)> Copied(StoreOrder order)
    {
        var id = Guid.CreateVersion7();
        var prepared = await host.Runtime.PrepareCopyAsync(id, $"c{id:N}", order.Spec, order.Prepared, RuntimeHost.Token());
        prepared.Problem.ShouldBeNull();
        prepared.Prepared!.IdRangeBase.ShouldNotBe(order.Prepared.IdRangeBase);
        var outcome = await host.Runtime.StoreAsync(
            order with { Target = new CopyTarget(id, $"c{id:N}", order.Spec, prepared.Prepared, "source", []) }, RuntimeHost.Token());
        outcome.Problem.ShouldBeNull();
        return (id, order.Spec, prepared.Prepared, outcome.How);
    }

    private async Task<string[]> Run(Guid id, int attempt, ContainerSpec spec, PreparedContainer prepared, string script)
    {
        var outcome = await host.Runtime.LaunchAsync(
            new LaunchOrder(id, $"c{id:N}", attempt, spec with { Command = ["sh", "-c", script] }, prepared), RuntimeHost.Token());
        outcome.Failure.ShouldBeNull();
        var exit = await host.ExitOf(id, attempt);
        await host.Runtime.AcknowledgeExitAsync(id, attempt, RuntimeHost.Token());
        await host.Runtime.ReleaseAsync(id, attempt, RuntimeHost.Token());
        var logs = host.Runtime.Logs(id);
        var (said, errors) = (await File.ReadAllLinesAsync(logs.Stdout), await File.ReadAllTextAsync(logs.Stderr));
        exit.Status.ShouldBe(ExitStatus.Exited(0), errors);
        errors.ShouldBeEmpty();
        File.WriteAllText(logs.Stdout, "");
        return said;
    }

    private async Task Remove(Guid id)
    {
        await host.Runtime.DestroyAsync(id, RuntimeHost.Token());
        Directory.Exists(Path.Combine(host.Root, "containers", id.ToString("N"))).ShouldBeFalse();
    }

    private string[] Layers() => Directory.GetDirectories(Path.Combine(host.Root, "layers"));
}
