using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs;
using Orchestrator.Cli.Verbs.Containers;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Cli.Tests.Verbs;

public sealed class ContainerOptionsTests
{
    [Fact]
    public void Read_ManyOptions_Request()
    {
        var request = Read(
            "-m", "64M", "--cpus", "0.5", "--pids", "32", "-e", "A=1", "-e", "HOME", "-e", "MISSING", "-v", "/tmp:/in:ro",
            "--tmpfs", "/t:size=1M", "--ulimit", "nofile=10:20", "--restart", "on-failure:3", "--stop-signal", "SIGINT",
            "--timeout", "1m30s", "--security-opt", "no-new-privileges=false", "-l", "tier=db", "busybox", "ls", "-l");

        request.Image.ShouldBe("busybox");
        request.Command.ShouldBe(["ls", "-l"]);
        request.Resources.ShouldBe(new ResourceRequest { MemoryBytes = 64L << 20, Cpus = 0.5, Pids = 32 });
        request.Env.ShouldBe(new Dictionary<string, string> { ["A"] = "1", ["HOME"] = "/home/ada" });
        request.Mounts.ShouldBe([
            new MountRequest { Type = "bind", Source = "/tmp", Target = "/in", ReadOnly = true },
            new MountRequest { Type = "tmpfs", Target = "/t", SizeBytes = 1L << 20 },
        ]);
        request.Ulimits.ShouldBe([new UlimitRequest("nofile", 10, 20)]);
        (request.Restart, request.RestartMaxRetries).ShouldBe(("on-failure", 3));
        request.StopSignal.ShouldBe(2);
        request.TimeoutSeconds.ShouldBe(90);
        request.NoNewPrivileges.ShouldBeFalse();
        request.Labels["tier"].ShouldBe("db");
    }

    [Fact]
    public void Read_SecurityOptions_SendTheTextOfThePolicy()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "2\ndenylist\nfrobnicate\n");
            var request = Read("--security-opt", $"seccomp={file}", "--cap-keep", "KILL,CHOWN", "busybox");
            request.Seccomp.ShouldBe(file);
            request.SeccompPolicy.ShouldBe("2\ndenylist\nfrobnicate\n");
            request.CapAdd.ShouldBe(["KILL", "CHOWN"]);
            request.CapDrop.ShouldBe(["ALL"]);
        }
        finally
        {
            File.Delete(file);
        }
        Read("--security-opt", "seccomp-abi=x86,x32", "busybox").SeccompAbis.ShouldBe(["x86", "x32"]);
        var sets = Read("--cap-set", "bounding=KILL,CHOWN", "--cap-set", "permitted=KILL", "busybox").Capabilities.ShouldNotBeNull();
        sets.Bounding.ShouldBe(["KILL", "CHOWN"]);
        sets.Permitted.ShouldBe(["KILL"]);
        sets.Effective.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--cap-set frob=KILL busybox", "--cap-set wants effective, permitted, inheritable, bounding or ambient, then = and capabilities, not 'frob=KILL'")]
    [InlineData("--cap-keep KILL --cap-add CHOWN busybox", "--cap-keep says what is left: no --cap-add, --cap-drop or --cap-set goes with it")]
    [InlineData("--cap-set bounding=KILL --cap-drop ALL busybox", "--cap-set gives the sets exactly: no --cap-add or --cap-drop goes with it")]
    [InlineData("-m 64Q busybox", "--memory wants a size such as 64M or 1.5G, not '64Q'")]
    [InlineData("--cpus 0 busybox", "--cpus wants a number above 0, not '0'")]
    [InlineData("--pids 0 busybox", "--pids must be from 1 to 4194304, not 0")]
    [InlineData("--cpu-weight 10001 busybox", "--cpu-weight must be from 1 to 10000, not 10001")]
    [InlineData("-v /a busybox", "-v wants SRC:DST or SRC:DST:ro, not '/a'")]
    [InlineData("-v /a:b busybox", "the target must be an absolute path inside the container, not 'b' in '/a:b'")]
    [InlineData("--ulimit nofile=20:10 busybox", "--ulimit wants NAME=SOFT[:HARD] with SOFT at most HARD, such as nofile=1024:4096, not 'nofile=20:10'")]
    [InlineData("--restart sometimes busybox", "--restart must be no, on-failure[:N], always or unless-stopped, not 'sometimes'")]
    [InlineData("--stop-signal FOO busybox", "--stop-signal wants a signal such as TERM, SIGKILL or 9, not 'FOO'")]
    [InlineData("-e =x busybox", "--env wants K=V, not '=x'")]
    [InlineData("--rm --restart always busybox", "--rm and --restart exclude each other: a removed container cannot be restarted")]
    [InlineData("--security-opt apparmor=x busybox", "--security-opt 'apparmor=x' is not known; known are seccomp=default|unconfined|FILE, seccomp-abi=x86|x32, no-new-privileges[=false]")]
    [InlineData("--name ../x busybox", "'../x' is not a possible name: letters, digits and _ + - . only, not starting with a dot, at most 128 characters")]
    public void Read_ImpossibleValue_Refused(string line, string message) =>
        Should.Throw<UsageException>(() => Read(line.Split(' '))).Message.ShouldBe(message);

    private static ContainerRequest Read(params string[] words)
    {
        var parsed = Parser.Parse(["run", .. words], AllVerbs.Table());
        var surroundings = new Surroundings
        {
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            Environment = new Dictionary<string, string> { ["HOME"] = "/home/ada" },
        };
        var remove = parsed.Verb.AllOptions.Single(o => o.Long == "--rm");
        return ContainerOptions.Read(parsed.Arguments, surroundings, parsed.Arguments.Has(remove));
    }
}
