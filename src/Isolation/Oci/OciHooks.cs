using System.Text;
using System.Text.Json;
using Orchestrator.Formats.Oci;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Oci;

/// <summary>Hooks get the container's state on stdin (runtime-spec, "POSIX-platform Hooks").</summary>
internal static class OciHooks
{
    public static IReadOnlyList<HookSpec>? Map(OciConfig config, string id, string bundle)
    {
        HookSpec[] hooks =
        [
            .. config.CreateRuntimeHooks.Select(hook => Hook(hook, HookKind.HostCreated, StateOf(config, id, bundle, "creating"))),
            .. config.CreateContainerHooks.Select(hook => Hook(hook, HookKind.Mounted, StateOf(config, id, bundle, "creating"))),
            .. config.StartContainerHooks.Select(hook => Hook(hook, HookKind.Start, StateOf(config, id, bundle, "created"))),
            .. config.PoststartHooks.Select(hook => Hook(hook, HookKind.HostPostStart, StateOf(config, id, bundle, "running"))),
            .. config.PoststopHooks.Select(hook => Hook(hook, HookKind.HostPostStop, StateOf(config, id, bundle, "stopped"))),
        ];
        return hooks.Length > 0 ? hooks : null;
    }

    private static HookSpec Hook(OciHook hook, HookKind kind, string state)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in hook.Environment.Where(entry => entry.IndexOf('=') > 0))
            environment[entry[..entry.IndexOf('=')]] = entry[(entry.IndexOf('=') + 1)..];
        return new HookSpec(kind, hook.Path, hook.Arguments.Count > 0 ? hook.Arguments : [hook.Path], environment)
        {
            Input = state,
            Timeout = hook.Timeout,
        };
    }

    private static string StateOf(OciConfig config, string id, string bundle, string status)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("ociVersion", "1.2.0");
            writer.WriteString("id", id);
            writer.WriteString("status", status);
            // It has none any more once it has stopped.
            if (status != "stopped")
            {
                writer.WritePropertyName("pid");
                writer.WriteRawValue(HookSpec.PidMark, skipInputValidation: true);
            }
            writer.WriteString("bundle", bundle);
            writer.WriteStartObject("annotations");
            foreach (var (name, value) in config.Annotations)
                writer.WriteString(name, value);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
