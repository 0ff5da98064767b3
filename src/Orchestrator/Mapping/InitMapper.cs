using Orchestrator.Contracts.Containers;
using Orchestrator.Daemon.Api;
using Orchestrator.Isolation.Inits;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Daemon.Mapping;

/// <summary>Gives a container whose payload is an init system what that needs: as asked for, or as its path in the image tells.</summary>
internal static class InitMapper
{
    public static ContainerSpec Apply(ApiCall call, ContainerRequest request, ContainerSpec spec)
    {
        InitSystem? init = request.InitSystem switch
        {
            null or "auto" => spec.Init || !spec.Namespaces.IsOwn("pid") ? null : InitDetection.Detect(spec.Command, Layers(call, spec)),
            "none" => null,
            "systemd" => InitSystem.Systemd,
            "busybox" => InitSystem.Busybox,
            "sysvinit" => InitSystem.Sysvinit,
            var other => throw new BadRequestException($"'initSystem' must be auto, systemd, busybox, sysvinit or none, not '{other}'"),
        };
        if (init is null)
            return spec;
        if (spec.Init)
            throw new BadRequestException("an init system is PID 1 itself: leave the engine's own init out");
        var halt = request.Lxc?.Items.Any(item => item is { Key: "lxc.signal.halt", Value.Length: > 0 }) == true;
        return InitDefaults.Apply(
            spec, init.Value, request.StopSignal ?? (halt ? spec.StopSignal : null), request.StopTimeoutSeconds is null ? null : spec.StopTimeout);
    }

    private static IEnumerable<string> Layers(ApiCall call, ContainerSpec spec) =>
        spec.RootfsPath is { } path ? [path]
        : spec.Image is { } image && call.Node.Images.Resolve(image).Image is { } found ? call.Node.Images.LayerPaths(found.Digest) ?? []
        : [];
}
