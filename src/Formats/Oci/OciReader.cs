using System.Text.Json;

namespace Orchestrator.Formats.Oci;

/// <summary>Reads a config.json and names every problem with its JSON path.</summary>
public static class OciReader
{
    /// <returns>Null with the problems, or the configuration and no problem.</returns>
    public static (OciConfig? Config, IReadOnlyList<OciProblem> Problems) Read(string text)
    {
        var problems = new List<OciProblem>();
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text);
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            // ArgumentException: half of a surrogate pair, which is no text.
            return (null, [new OciProblem("$", $"it is no JSON: {error.Message}")]);
        }
        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return (null, [new OciProblem("$", "it must be an object")]);
            try
            {
                var config = Read(new OciNode(document.RootElement, "$", problems));
                var ignored = problems.Where(problem => problem.Ignored).ToList();
                return ignored.Count == problems.Count
                    ? (config with { Ignored = ignored }, [])
                    : (null, [.. problems.Where(problem => !problem.Ignored)]);
            }
            catch (InvalidOperationException)
            {
                // The name of a property, escaped; that of a value is named by its path.
                return (null, [.. problems, new OciProblem("$", "the name of a property holds half of a surrogate pair")]);
            }
        }
    }

    private static OciConfig Read(OciNode top)
    {
        var version = top.Text("ociVersion");
        if (version is null)
            top.Bad("ociVersion", "it is missing; this engine reads 1.x");
        else if (!version.StartsWith("1.", StringComparison.Ordinal))
            top.Bad("ociVersion", $"'{version}' is not read; this engine reads 1.x");
        var root = top.Object("root");
        if (root is null)
            top.Bad("root", "it is missing: a container needs a root");
        var process = top.Object("process");
        if (process is null)
            top.Bad("process", "it is missing: there is nothing to run");
        var hooks = top.Object("hooks");
        foreach (var other in (ReadOnlySpan<string>)["windows", "solaris", "vm", "zos", "freebsd"])
            top.Refuse(other, "containers here run on Linux");
        var config = new OciConfig
        {
            RootPath = root?.Text("path") ?? "",
            RootReadOnly = root?.Flag("readonly") ?? false,
            Hostname = top.Text("hostname"),
            Domainname = top.Text("domainname"),
            Process = process is null ? new OciProcess() : OciProcessReader.Read(process),
            Mounts = [.. top.Objects("mounts").Select(Mount)],
            Annotations = top.Map("annotations"),
            Linux = top.Object("linux") is { } linux ? OciLinuxReader.Read(linux) : new OciLinux(),
            CreateRuntimeHooks = [.. Hooks(hooks, "prestart"), .. Hooks(hooks, "createRuntime")],
            CreateContainerHooks = Hooks(hooks, "createContainer"),
            StartContainerHooks = Hooks(hooks, "startContainer"),
            PoststartHooks = Hooks(hooks, "poststart"),
            PoststopHooks = Hooks(hooks, "poststop"),
        };
        if (root is not null && config.RootPath.Length == 0)
            root.Bad("path", "it is missing or empty");
        root?.Finish();
        hooks?.Finish();
        top.Finish();
        return config;
    }

    private static OciMount Mount(OciNode node)
    {
        var mount = new OciMount(node.Path, node.Text("destination") ?? "", node.Text("type"), node.Text("source"), node.Texts("options") ?? [])
        {
            UidMappings = [.. node.Objects("uidMappings").Select(OciLinuxReader.IdMap)],
            GidMappings = [.. node.Objects("gidMappings").Select(OciLinuxReader.IdMap)],
        };
        if (!mount.Destination.StartsWith('/'))
            node.Bad("destination", "it must be an absolute path");
        // The specification wants both or none.
        if (mount.UidMappings.Count > 0 != mount.GidMappings.Count > 0)
            node.Bad(mount.UidMappings.Count > 0 ? "gidMappings" : "uidMappings", "a mount's ids are mapped for users and groups, or not at all");
        node.Finish();
        return mount;
    }

    private static IReadOnlyList<OciHook> Hooks(OciNode? hooks, string name) =>
        hooks is null ? [] : [.. hooks.Objects(name).Select(Hook)];

    private static OciHook Hook(OciNode node)
    {
        var hook = new OciHook(node.Text("path") ?? "", node.Texts("args") ?? [], node.Texts("env") ?? []);
        if (!hook.Path.StartsWith('/'))
            node.Bad("path", "it must be an absolute path");
        // The time limit of the whole launch holds for it too.
        if (node.Number("timeout", 1, 3600) is { } seconds)
            hook = hook with { Timeout = TimeSpan.FromSeconds(seconds) };
        node.Finish();
        return hook;
    }
}
