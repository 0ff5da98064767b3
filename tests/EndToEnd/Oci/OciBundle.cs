using System.Text.Json.Nodes;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Oci;

/// <summary>A bundle like the one that the validation programs of runtime-tools begin with, to be changed by a test.</summary>
internal sealed class OciBundle
{
    private const string Default = """
        {"ociVersion":"1.2.0","root":{"path":"rootfs"},"hostname":"mrsdalloway",
         "mounts":[
          {"destination":"/proc","type":"proc","source":"proc"},
          {"destination":"/dev","type":"tmpfs","source":"tmpfs","options":["nosuid","strictatime","mode=755","size=65536k"]},
          {"destination":"/dev/pts","type":"devpts","source":"devpts","options":["nosuid","noexec","newinstance","ptmxmode=0666","mode=0620","gid=5"]},
          {"destination":"/dev/shm","type":"tmpfs","source":"shm","options":["nosuid","noexec","nodev","mode=1777","size=65536k"]},
          {"destination":"/dev/mqueue","type":"mqueue","source":"mqueue","options":["nosuid","noexec","nodev"]},
          {"destination":"/sys","type":"sysfs","source":"sysfs","options":["nosuid","noexec","nodev","ro"]}],
         "process":{"terminal":false,"cwd":"/","env":["PATH=/bin:/usr/bin"],"user":{"uid":0,"gid":0},"args":["sh","-c","true"],
          "capabilities":{"bounding":["CAP_CHOWN","CAP_KILL"],"effective":["CAP_CHOWN","CAP_KILL"],"permitted":["CAP_CHOWN","CAP_KILL"],"inheritable":[],"ambient":[]},
          "rlimits":[{"type":"RLIMIT_NOFILE","hard":1024,"soft":1024}],"noNewPrivileges":true},
         "linux":{"namespaces":[{"type":"pid"},{"type":"network"},{"type":"ipc"},{"type":"uts"},{"type":"mount"}],
          "resources":{"devices":[{"allow":false,"access":"rwm"}]}}}
        """;

    private OciBundle(string folder) => Folder = folder;

    public string Folder { get; }

    public JsonNode Config { get; } = JsonNode.Parse(Default)!;

    public string Rootfs => Path.Combine(Folder, "rootfs");

    public static OciBundle Make(OrchRoot root)
    {
        var bundle = new OciBundle(Directory.CreateDirectory(Path.Combine(root.Folder, $"bundle{Guid.NewGuid():N}")).FullName);
        foreach (var directory in (string[])["bin", "dev", "etc", "proc", "sys", "tmp", "data"])
            Directory.CreateDirectory(Path.Combine(bundle.Rootfs, directory));
        File.Copy("/bin/busybox", Path.Combine(bundle.Rootfs, "bin", "busybox"));
        foreach (var applet in (string[])["sh", "cat", "id", "ls", "hostname", "sleep", "true", "grep", "mkdir", "touch", "readlink", "stat", "head", "wc", "mount", "chmod", "kill", "env", "pwd", "dd", "uname", "sort", "tr", "cut"])
            File.CreateSymbolicLink(Path.Combine(bundle.Rootfs, "bin", applet), "busybox");
        File.WriteAllText(Path.Combine(bundle.Rootfs, "etc", "passwd"), "root:x:0:0:root:/:/bin/sh\n");
        return bundle;
    }

    /// <summary>Merges a JSON object into the configuration: objects member by member, anything else in place of what was there.</summary>
    public OciBundle With(string change)
    {
        Merge(Config.AsObject(), JsonNode.Parse(change)!.AsObject());
        return this;
    }

    public OciBundle Runs(string script)
    {
        Config["process"]!["args"] = new JsonArray("sh", "-c", script);
        return this;
    }

    public OciBundle Write()
    {
        File.WriteAllText(Path.Combine(Folder, "config.json"), Config.ToJsonString());
        return this;
    }

    private static void Merge(JsonObject into, JsonObject change)
    {
        foreach (var (name, value) in change)
        {
            if (value is JsonObject inner && into[name] is JsonObject there)
                Merge(there, inner);
            else
                into[name] = value?.DeepClone();
        }
    }
}
