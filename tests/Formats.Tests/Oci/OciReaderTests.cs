using System.Text.Json.Nodes;
using Orchestrator.Formats.Oci;
using Orchestrator.Fuzzing;

namespace Orchestrator.Formats.Tests.Oci;

public sealed class OciReaderTests
{
    /// <summary>What <c>runc spec</c> writes, shortened where it repeats itself.</summary>
    private const string Usual =
        """
        {"ociVersion":"1.2.0","process":{"terminal":true,"user":{"uid":0,"gid":0,"additionalGids":[5]},"args":["sh"],
        "env":["PATH=/bin","TERM=xterm"],"cwd":"/","capabilities":{"bounding":["CAP_KILL"],"effective":["CAP_KILL"],"permitted":["CAP_KILL"]},
        "rlimits":[{"type":"RLIMIT_NOFILE","hard":1024,"soft":1024},{"type":"RLIMIT_CORE","hard":18446744073709551615,"soft":0}],"noNewPrivileges":true},
        "root":{"path":"rootfs","readonly":true},"hostname":"runc","mounts":[{"destination":"/proc","type":"proc","source":"proc"},
        {"destination":"/dev","type":"tmpfs","source":"tmpfs","options":["nosuid","strictatime","mode=755","size=65536k"]}],
        "linux":{"resources":{"devices":[{"allow":false,"access":"rwm"}],"memory":{"limit":1048576},"cpu":{"quota":50000,"period":100000}},
        "namespaces":[{"type":"pid"},{"type":"network"},{"type":"ipc"},{"type":"uts"},{"type":"mount"},{"type":"cgroup"}],
        "maskedPaths":["/proc/acpi"],"readonlyPaths":["/proc/bus"],"seccomp":{"defaultAction":"SCMP_ACT_ALLOW"}},"annotations":{"a":"b"}}
        """;

    [Fact]
    public void Read_TheUsualConfiguration_IsUnderstood()
    {
        var (config, problems) = OciReader.Read(Usual);

        problems.ShouldBeEmpty();
        config!.Process.Arguments.ShouldBe(["sh"]);
        config.Process.Rlimits.ShouldBe([("nofile", 1024, 1024), ("core", 0, ulong.MaxValue)]);
        config.Linux.Namespaces.Keys.ShouldBe(["pid", "network", "ipc", "uts", "mount", "cgroup"]);
        config.Linux.Seccomp.ShouldBe("""{"defaultAction":"SCMP_ACT_ALLOW"}""");
        (config.Linux.Resources.MemoryLimit, config.Linux.Resources.CpuQuota).ShouldBe((1048576, 50000));
        (config.RootPath, config.RootReadOnly, config.Mounts.Count).ShouldBe(("rootfs", true, 2));
    }

    [Theory]
    [InlineData("$.process.args", null, "$.process.args: it is missing or empty")]
    [InlineData("$.process.cwd", "\"tmp\"", "$.process.cwd: it must be an absolute path")]
    [InlineData("$.process.user.uid", "-1", "$.process.user.uid: -1 is not a whole number from 0 to 4294967294")]
    [InlineData("$.process.user.uid", "4294967295", "$.process.user.uid: 4294967295 is not a whole number")]
    [InlineData("$.process.rlimits[0].type", "\"NOFILE\"", "$.process.rlimits[0].type: 'NOFILE' is no limit")]
    [InlineData("$.process.env[1]", "5", "$.process.env[1]: it must be a text")]
    [InlineData("$.linux.namespaces[1].type", "\"net\"", "$.linux.namespaces[1].type: 'net' is no namespace")]
    [InlineData("$.linux.namespaces[0]", "{\"type\":\"uts\"}", "$.linux.namespaces[3].type: the uts namespace is there twice")]
    [InlineData("$.linux.intelRdt", "{}", "$.linux.intelRdt: cache and bandwidth classes are not set")]
    [InlineData("$.linux.rootfsPropagation", "\"shared\"", "$.linux.rootfsPropagation: mounts of the container would appear on the host")]
    [InlineData("$.hooks", "{\"prestart\":[{\"path\":\"x\"}]}", "$.hooks.prestart[0].path: it must be an absolute path")]
    [InlineData("$.hooks", "{\"poststart\":[{\"path\":\"/x\",\"timeout\":0}]}", "$.hooks.poststart[0].timeout: 0 is not")]
    [InlineData("$.root", null, "$.root: it is missing")]
    [InlineData("$.ociVersion", "\"2.0\"", "$.ociVersion: '2.0' is not read")]
    [InlineData("$.windows", "{}", "$.windows: containers here run on Linux")]
    [InlineData("$.mounts[0].destination", "\"proc\"", "$.mounts[0].destination: it must be an absolute path")]
    public void Read_WhatCannotBe_IsNamedByItsPath(string path, string? value, string expected)
    {
        var (config, problems) = OciReader.Read(With(path, value));

        config.ShouldBeNull();
        problems.Select(problem => problem.ToString()).ShouldContain(problem => problem.StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_PropertyThatNobodyKnows_IsIgnoredAndNamed()
    {
        var (config, problems) = OciReader.Read(With("$.process.surprise", "1"));

        problems.ShouldBeEmpty();
        config.ShouldNotBeNull().Ignored.ShouldHaveSingleItem().ToString().ShouldStartWith("$.process.surprise: no such property is known");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"ociVersion\":\"1.0.0\"}")]
    [InlineData("{\"ociVersion\":\"1.0.0\",\"root\":5,\"process\":null}")]
    public void Read_NotABundle_IsRefused(string text) => OciReader.Read(text).Problems.ShouldNotBeEmpty();

    /// <summary>Group F: the parser of OCI configurations.</summary>
    [Fact]
    public void Read_AnyText_Ends() => Fuzz.Run(
        [Usual],
        ["\"path\":\"/x\"", "{", "}", "[", "]", "null", "-1", "1e400", "18446744073709551616", "\"\\ud800\"", "\"\\u0000\"", ",", "\"linux\":", "[[[[[[[["],
        text =>
        {
            var (config, problems) = OciReader.Read(text);
            (config is null).ShouldBe(problems.Count > 0);
        });

    private static string With(string path, string? value)
    {
        var top = JsonNode.Parse(Usual)!;
        var steps = path[2..].Replace("[", ".[", StringComparison.Ordinal).Split('.');
        var at = top;
        foreach (var step in steps[..^1])
            at = step[0] == '[' ? at![int.Parse(step[1..^1])] : at![step];
        var parsed = value is null ? null : JsonNode.Parse(value);
        if (steps[^1][0] == '[')
            at![int.Parse(steps[^1][1..^1])] = parsed;
        else if (value is null)
            at!.AsObject().Remove(steps[^1]);
        else
            at![steps[^1]] = parsed;
        return top.ToJsonString();
    }
}
