using System.Text;
using System.Text.Json;
using Orchestrator.Formats.Oci;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Oci;

/// <summary>Hooks get the container's state on stdin (runtime-spec, "POSIX-platform Hooks").</summary>
internal static class OciHooks
{
    private const string State = "ORCH_OCI_STATE";

    public static IReadOnlyList<HookSpec>? Map(OciConfig config, string id, string bundle)
    {
        HookSpec[] hooks =
        [
            .. config.CreateContainerHooks.Select(hook => Hook(hook, HookKind.Mounted, StateOf(config, id, bundle, "creating"))),
            .. config.PoststopHooks.Select(hook => Hook(hook, HookKind.HostPostStop, StateOf(config, id, bundle, "stopped"))),
        ];
        return hooks.Length > 0 ? hooks : null;
    }

    private static HookSpec Hook(OciHook hook, HookKind kind, string state)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { [State] = state };
        foreach (var entry in hook.Environment.Where(entry => entry.IndexOf('=') > 0))
            environment[entry[..entry.IndexOf('=')]] = entry[(entry.IndexOf('=') + 1)..];
        // sh passes the state on by a pipe; the program is called by its path and gets its own argv but for argv[0].
        const string script = "printf %s \"$ORCH_OCI_STATE\" | { unset ORCH_OCI_STATE; exec \"$0\" \"$@\"; }";
        return new HookSpec(kind, "/bin/sh", ["sh", "-c", script, hook.Path, .. hook.Arguments.Skip(1)], environment);
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
