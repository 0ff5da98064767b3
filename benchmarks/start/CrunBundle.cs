using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Isolation.Capabilities;
using Orchestrator.Isolation.Seccomp;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Benchmarks.Start;

/// <summary>
/// An OCI bundle with our namespaces, capabilities, system calls, limits and mounts. Its root is a ready directory: the
/// overlay that an engine has to mount before is not counted against crun.
/// </summary>
internal static class CrunBundle
{
    public static void Write(string bundle, string rootfs, ContainerSpec spec, CapabilitySet capabilities, uint idBase, params string[] architectures)
    {
        var native = DefaultProfile.For(capabilities).Native;
        var allowed = native.Rules
            .Where(rule => rule.Value.IsSimple && rule.Value.Otherwise.Action == SeccompAction.Allow)
            .Select(rule => native.Abi.Table.Name(rule.Key)!);
        var held = CapabilityNames(capabilities);
        var map = new JsonArray(new JsonObject { ["containerID"] = 0, ["hostID"] = idBase, ["size"] = 65536 });
        var config = new JsonObject
        {
            ["ociVersion"] = "1.0.2",
            ["root"] = new JsonObject { ["path"] = rootfs },
            ["hostname"] = "bench",
            ["process"] = new JsonObject
            {
                ["user"] = new JsonObject { ["uid"] = 0, ["gid"] = 0 },
                ["args"] = new JsonArray([.. spec.Command.Select(word => (JsonNode)word)]),
                ["env"] = new JsonArray("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
                ["cwd"] = "/",
                ["noNewPrivileges"] = true,
                ["capabilities"] = new JsonObject { ["bounding"] = held(), ["effective"] = held(), ["permitted"] = held() },
            },
            ["mounts"] = Mounts(),
            ["linux"] = new JsonObject
            {
                ["namespaces"] = new JsonArray([.. new[] { "pid", "network", "ipc", "uts", "mount", "cgroup", "user" }
                    .Select(type => (JsonNode)new JsonObject { ["type"] = type })]),
                ["uidMappings"] = map,
                ["gidMappings"] = map.DeepClone(),
                ["cgroupsPath"] = $"/orch-bench-{Environment.ProcessId}-{architectures.Length}",
                ["resources"] = new JsonObject
                {
                    ["memory"] = new JsonObject { ["limit"] = spec.Resources.MemoryBytes },
                    ["cpu"] = new JsonObject { ["quota"] = (long)(spec.Resources.Cpus! * 100_000), ["period"] = 100_000 },
                    ["pids"] = new JsonObject { ["limit"] = spec.Resources.Pids },
                },
                ["maskedPaths"] = Texts("/proc/acpi", "/proc/asound", "/proc/kcore", "/proc/keys", "/proc/latency_stats",
                    "/proc/sched_debug", "/proc/scsi", "/proc/timer_list", "/proc/timer_stats", "/sys/devices/virtual/powercap", "/sys/firmware"),
                ["readonlyPaths"] = Texts("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"),
                ["seccomp"] = new JsonObject
                {
                    ["defaultAction"] = "SCMP_ACT_ERRNO",
                    ["defaultErrnoRet"] = 38,
                    ["architectures"] = Texts(architectures),
                    ["syscalls"] = new JsonArray(new JsonObject
                    {
                        ["names"] = Texts([.. allowed.Order(StringComparer.Ordinal)]),
                        ["action"] = "SCMP_ACT_ALLOW",
                    }),
                },
            },
        };
        Directory.CreateDirectory(bundle);
        File.WriteAllText(Path.Combine(bundle, "config.json"), config.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
    }

    private static Func<JsonArray> CapabilityNames(CapabilitySet capabilities) => () =>
        Texts([.. capabilities.Names().Select(name => name.StartsWith("CAP_", StringComparison.Ordinal) ? name : "CAP_" + name)]);

    private static JsonArray Mounts() => new(
        Mount("/proc", "proc", "nosuid", "noexec", "nodev"),
        Mount("/dev", "tmpfs", "nosuid", "mode=755", "size=65536k"),
        Mount("/dev/pts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"),
        Mount("/dev/shm", "tmpfs", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k"),
        Mount("/dev/mqueue", "mqueue", "nosuid", "noexec", "nodev"),
        Mount("/sys", "sysfs", "nosuid", "noexec", "nodev", "ro"));

    private static JsonObject Mount(string target, string type, params string[] options) =>
        new() { ["destination"] = target, ["type"] = type, ["source"] = type, ["options"] = Texts(options) };

    private static JsonArray Texts(params string[] texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
